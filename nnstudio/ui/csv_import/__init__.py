"""The import of a person's own data: look at the file, correct what was found out, choose."""
