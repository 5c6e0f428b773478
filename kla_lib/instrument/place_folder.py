"""The names of the tables and folders in the folder of a place, ``data/raw/<period>/<place>/``."""

from __future__ import annotations

AGENCIES, DUTIES, DEADLINES = "opd.csv", "tugas.csv", "tenggat.csv"
DISTRICTS, POINTS, DECISIONS = "kecamatan.csv", "poin.csv", "keputusan.csv"
UNCERTAINTY = "ketidakpastian.csv"
RAD = "rad.csv"  # made by `kla plan --rad`, not by `kla init`
TARGETS, REPORT_DECISIONS = "target.csv", "keputusan-laporan.csv"  # of field reports
FORMER = {REPORT_DECISIONS: "putusan.csv"}  # names of the release before this one, which are still read
FORMS_FOLDER, SCENARIO_FOLDER, EVIDENCE_FOLDER = "formulir", "skenario", "evidence"
OUTBOX = (FORMS_FOLDER, "kirim")  # forms to be sent
INBOX = (FORMS_FOLDER, "kembali")  # returned forms, as they came
REGISTER_FOLDER = "kasus"  # of field reports, below the place's folder in data/processed
PLACE_TABLES = (
    AGENCIES,
    DUTIES,
    DEADLINES,
    DISTRICTS,
    POINTS,
    DECISIONS,
    UNCERTAINTY,
    RAD,
    TARGETS,
    REPORT_DECISIONS,
    *FORMER.values(),
)
