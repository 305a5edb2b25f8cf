"""Data: the built-in sets, CSV files, engineered inputs, scaling and splitting. NumPy alone."""
