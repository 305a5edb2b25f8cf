"""What the user designed: frozen values, edits as pure functions, shape checks, files. No Qt."""
