"""Whether a double click on a project opens it with this program; for this person alone."""
