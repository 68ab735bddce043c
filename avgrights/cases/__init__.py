"""The life of a request: events in the past tense, one function (case, event) -> case. Pure."""
