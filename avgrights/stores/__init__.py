"""Personal data where it lives. Edge."""
