"""Reading evidence (data dukung): every file is hostile until measured, and none is measured twice."""
