"""The life of a request: one function from case and event to case. Pure."""
