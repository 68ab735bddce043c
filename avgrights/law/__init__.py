"""The law: policies in, answers out, each with its derivation. Pure."""
