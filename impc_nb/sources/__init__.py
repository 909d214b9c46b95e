"""Intake readers: the same tables from a release on disk and from the IMPC services."""
