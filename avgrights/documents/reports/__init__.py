"""Reports for the desk: the same rows as text, CSV, a page or a calendar."""
