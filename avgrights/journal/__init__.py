"""Canonical entries, the Merkle tree, proofs and checkpoints. Pure."""
