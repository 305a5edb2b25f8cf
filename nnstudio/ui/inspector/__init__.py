"""The inspector: click on anything and read how it came about."""
