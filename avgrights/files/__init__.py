"""YAML to terms and back, with file, line and column. Edge."""
