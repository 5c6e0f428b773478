"""Made-up forms, evidence and chats to try the library with: ALL OF IT IS MADE UP (data rekaan) and marked so."""
