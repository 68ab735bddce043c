"""Letters: a class of facts for each kind, templates that put them into words, three formats."""
