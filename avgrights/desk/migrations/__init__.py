"""From each schema of the desk database to the next, frozen: a step never changes once it shipped.

`schema_2` leads from schema 1 to 2, and so on. A step names tables and columns itself and imports
nothing of `tables.py`, which tells of the newest schema only; tests hold the two together.
"""
