"""Letters, packages and pages. Edge."""
