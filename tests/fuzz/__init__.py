"""Files made to do harm, and programs ended while they save: in the suite, and for hours."""
