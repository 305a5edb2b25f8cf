"""Projects: edits, checks, runs, files."""
