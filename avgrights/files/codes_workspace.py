"""Codes of the workspace, avgrights.yaml (AVG6xx)."""

from __future__ import annotations

from avgrights.files.code import error, note, warning

WORKSPACE = (
    warning(
        "AVG601",
        "a variable that the environment does not have",
        "Secrets stay out of the file and come from the environment; here the variable is not set, "
        "so the store cannot be opened from this shell.",
        "Set the variable where the commands run.",
    ),
    error(
        "AVG602",
        "a store that is nowhere",
        "A store is a database by its URL, or a folder; one of the two.",
        'Write {url: "sqlite:///data/x.db"} or {folder: data/x}.',
    ),
    error(
        "AVG603",
        "an unreadable database URL",
        "A URL names the kind of database, and where it is.",
        "Write sqlite:///data/x.db or postgresql+psycopg://host/database.",
    ),
    warning(
        "AVG604",
        "a password in the file",
        "avgrights.yaml is copied, shown and kept in version control; a password is not.",
        'Write url: "${NAME}" and set NAME in the environment.',
        "GDPR 32(1)",
    ),
    warning(
        "AVG605",
        "no register in this workspace",
        "Every folder with a register.yaml below 'registers' is a register; there is none.",
        "Mend 'registers', or add a folder with a register.yaml.",
        "GDPR 30(1)",
    ),
    error(
        "AVG606",
        "an unreadable place for the keys",
        "The wrapping key stands in a folder, or in an environment variable as env:NAME.",
        "Write 'keys: var/keys' or 'keys: env:AVGRIGHTS_KEY'.",
        "GDPR 32(1)",
    ),
    warning(
        "AVG607",
        "a policies folder that is not there",
        "The workspace's own policies would overlay those of the package; the folder is missing.",
        "Make the folder, or take the key out.",
    ),
    note(
        "AVG608",
        "no anchor for the journal",
        "Without signed checkpoints elsewhere, a journal that was cut short cannot be told from a "
        "shorter one.",
        "Add 'anchor:' with a folder, best on another machine.",
        "GDPR 5(2)",
    ),
    error(
        "AVG609",
        "a template that does not parse",
        "A letter cannot be written from it, and none would be until it is mended.",
        "Mend the line, or take the file away: the package's own template is used then.",
        "GDPR 12(1)",
    ),
    error(
        "AVG610",
        "an unknown placeholder in a template",
        "The letter has no such fact. Written out, it would stop halfway.",
        "docs/reference/letters.md lists what each letter knows.",
        "GDPR 12(1)",
    ),
    error(
        "AVG611",
        "a template that leaves out what must be said",
        "The law wants it in the letter. The template was tried on letters of every sort, and in "
        "one of them it is not there.",
        'Add it, or start from ours: {% extends "avgrights/NAME.nl.html" %}.',
        "GDPR 12(4)",
    ),
    warning(
        "AVG612",
        "a file in the templates folder that no letter uses",
        "A template wins over ours by having the same name; this file has none of those names.",
        "Rename it, or move it elsewhere; docs/reference/letters.md has the names.",
    ),
    error(
        "AVG613",
        "a templates folder that is not there",
        "Letters would be written from the package's templates, not from yours.",
        "Make the folder, or take the key out.",
    ),
    error(
        "AVG614",
        "a letter that fetches something from elsewhere",
        "Whoever opens it would tell a third party that it was opened, and when.",
        "Put the style in the page, and an image as a data: URL.",
        "GDPR 5(1)(f)",
    ),
)
