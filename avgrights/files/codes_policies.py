"""Codes of the policies: procedures, calendar, rights and the other files of law (AVG7xx)."""

from __future__ import annotations

from avgrights.files.code import error, note, warning

POLICIES = (
    error(
        "AVG701",
        "two versions for the same day",
        "On each day one version holds; with two, the answer would depend on their order.",
        "Give the older one a valid_until before the valid_from of the newer.",
    ),
    warning(
        "AVG702",
        "a gap between two versions",
        "A question about a day in the gap is refused.",
        "Close the gap, or leave it where no rule held.",
    ),
    error(
        "AVG703",
        "a value that ends before it starts",
        "valid_until is the last day on which a value holds.",
        "Put valid_until on or after valid_from.",
    ),
    error(
        "AVG704",
        "a reading without its decision record",
        "Where the text of the law leaves a choice, the choice and its reasons stand in a record.",
        'Add decision with the number of the record, such as decision: "0002".',
    ),
    error(
        "AVG705",
        "a name that the policies do not know",
        "A policy names a calendar, a procedure, a right, a fact or a legal basis by its own name.",
        "Mend the name, or add what it names.",
    ),
    error(
        "AVG706",
        "rules that may leave a question without an answer",
        "The last rule of a right holds always, so that every question has an answer.",
        "End the rules with one that has no bases, when, known or unless.",
    ),
    note(
        "AVG707",
        "a value of your own",
        "This folder replaces a value of the package; every answer uses yours.",
        "Nothing to do if it is meant; else take it out of the file.",
    ),
    warning(
        "AVG708",
        "a file that is no policy",
        "Only the files with the names of the package's policies are read.",
        "Rename the file, or move it out of the folder.",
    ),
    error(
        "AVG709",
        "a value that cannot be",
        "A holiday has one way to find its day; an equated day lies within its decree; days, ages "
        "and amounts are not negative.",
        "Mend the value; the message says which.",
    ),
)
