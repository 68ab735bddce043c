"""SQL databases, through SQLAlchemy Core: values bound, identifiers from the catalogue."""
