"""The dashboard: a shell (app) and one file per page."""
