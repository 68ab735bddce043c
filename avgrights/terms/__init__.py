"""The nouns: what a register and a data map are made of. Pure: no I/O, no clock."""
