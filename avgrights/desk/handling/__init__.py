"""How each right is carried out: one module a right, all with the same two functions."""
