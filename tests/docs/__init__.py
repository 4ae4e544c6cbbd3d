"""The documentation: what is generated from the code, and that what is written holds."""
