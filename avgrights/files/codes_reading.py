"""Codes of reading a file (AVG1xx) and of its structure (AVG2xx)."""

from __future__ import annotations

from avgrights.files.code import error, note, warning

READING = (
    error(
        "AVG101",
        "the file cannot be read",
        "A finding about a file needs the file: it is missing, is no plain file, or may not be "
        "read by the user who runs the command.",
        "Check the path and the rights on the file.",
    ),
    error(
        "AVG102",
        "the file is too large",
        "A register of a thousand activities is about 1 MB. A much larger file is a mistake, or "
        "meant to use up memory; it is refused before it is parsed.",
        "Split the register over several folders below 'registers'.",
    ),
    error(
        "AVG103",
        "the file is not UTF-8",
        "Names and terms must read the same everywhere; a file in another encoding does not.",
        "Save the file as UTF-8.",
    ),
    error(
        "AVG104",
        "a character that cannot be seen",
        "Control characters, marks that turn the direction of the text, and characters without "
        "width make a line read otherwise than it works.",
        "Delete the character; retype the word if need be.",
    ),
    error(
        "AVG105",
        "not valid YAML",
        "From this place on the file cannot be parsed, so later findings may still be hidden.",
        "Look at indentation, quotes and brackets here and on the line before.",
    ),
    error(
        "AVG106",
        "nested too deep",
        "No register nests this deep. Deep nesting is how a small file uses up a program's stack.",
        "Take the levels away.",
    ),
    error(
        "AVG107",
        "too many values in one file",
        "The count is bounded so that no file can use up memory or time.",
        "Split the file.",
    ),
    error(
        "AVG108",
        "an anchor",
        "Anchors and aliases let a few bytes stand for gigabytes, and hide what an activity says "
        "from whoever reads it there.",
        "Write the value out where it is used.",
    ),
    error(
        "AVG109",
        "an alias",
        "As with an anchor: what holds for an activity stands with that activity.",
        "Write the value out; if the text begins with *, put it between quotes.",
    ),
    error(
        "AVG110",
        "a tag",
        "Tags ask the reader to make other kinds of objects. These files hold text, numbers, "
        "days, lists and mappings only.",
        "Take the tag away; if the text begins with !, put it between quotes.",
    ),
    error(
        "AVG111",
        "a merge key",
        "'<<' copies keys from elsewhere; what holds for an activity stands with that activity.",
        "Write the keys out.",
    ),
    error(
        "AVG112",
        "a directive",
        "'%YAML 1.1' would turn 'no' into false and 12:30 into a number, far from where it "
        "is read. These files are YAML 1.2.",
        "Delete the line that begins with %.",
    ),
    error(
        "AVG113",
        "more than one document in the file",
        "Only one can be meant; a second would be passed over in silence.",
        "Keep one document a file; delete the second '---' and what follows.",
    ),
    error(
        "AVG114",
        "the file is empty",
        "An empty file promises nothing and is most likely a mistake.",
        "'avgrights init' writes an example to start from.",
    ),
    error(
        "AVG115",
        "a key that stands twice",
        "Of two values one would be lost in silence, and nobody can tell which was meant.",
        "Keep one of the two.",
    ),
    error(
        "AVG116",
        "a key that is no text",
        "Keys are single words or phrases; a list, a mapping or nothing at all is no key.",
        "Write a word as the key; put it between quotes if it has brackets or a colon.",
    ),
    error(
        "AVG117",
        "a number with a leading zero",
        "As a number it would lose its zeros: a BSN, an OIN or a telephone number would no longer "
        "be the same (and 010 is 8 to some readers).",
        "Put it between quotes if it is a code; write it without the zero if it is a number.",
    ),
    error(
        "AVG118",
        "a day that does not exist",
        "A day is written year-month-day, and must stand in the calendar.",
        "Write an existing day as YYYY-MM-DD.",
    ),
    error(
        "AVG119",
        "a number that is no ordinary number",
        "Very long numbers, infinity and not-a-number have no use in these files; a long row of "
        "digits is a code.",
        "Put it between quotes if it is a code.",
    ),
    error(
        "AVG120",
        "a key with letters that look like others",
        "A Cyrillic or Greek letter, or a full-width one, looks like a Latin letter and is "
        "another: the key would be another key.",
        "Retype the key.",
    ),
    note(
        "AVG121",
        "more findings than are shown",
        "The list is cut so that one broken file cannot flood the screen.",
        "Mend what is shown and check again.",
    ),
)

STRUCTURE = (
    error(
        "AVG201",
        "an unknown key",
        "A misspelt key would be passed over in silence, and what it says would not be done.",
        "Mend the spelling, or take the key out; 'avgrights schema' gives editors the known keys.",
    ),
    error(
        "AVG202",
        "another kind of value than is asked",
        "Values are taken as they are written, never converted: a number is no text, 'yes' is no "
        "true.",
        "Write the kind of value that the message names.",
    ),
    error(
        "AVG203",
        "a required key is missing",
        "Without it the entry says too little to work with.",
        "Add the key.",
    ),
    error(
        "AVG204",
        "not one of the accepted values",
        "Only the values named have a meaning here.",
        "Choose one of the values in the message.",
    ),
    error(
        "AVG205",
        "an unreadable period",
        "A retention term must be readable without guessing: a typing mistake in it either "
        "keeps data too long or destroys it too early.",
        "Write it as '2 years', '2 jaar', '4 weken', '6 months', '90 days', 'P2Y' or 'permanent'.",
        "GDPR 5(1)(e)",
    ),
    error(
        "AVG206",
        "nothing where something is needed",
        "An empty text or list says nothing.",
        "Fill it in, or take the key out where it may be absent.",
    ),
    error(
        "AVG207",
        "an unreadable day of the year",
        "The end of a book year is a month and a day that exist.",
        "Write it as 12-31, or name an event of the data map.",
    ),
    error(
        "AVG208",
        "a name that cannot be used",
        "Names end up in queries, paths and commands; only plain ones are let through.",
        "Use letters, digits, spaces, '-', '_' and '.'.",
    ),
    error(
        "AVG209",
        "a number outside its range",
        "The number has no sensible meaning here.",
        "Choose a number in the range that the message names.",
    ),
    error(
        "AVG210",
        "an unknown time zone",
        "The zone decides on which day something happened.",
        "Use a name of the IANA table, such as Europe/Amsterdam or UTC.",
    ),
    error(
        "AVG211",
        "it cannot be told what the file is",
        "A file is known by its name, or by its first keys.",
        "Name it register.yaml, data-map.yaml or avgrights.yaml, or put it in a policies folder.",
    ),
    warning(
        "AVG212",
        "nothing to check",
        "The folder holds no register, data map, policy or workspace.",
        "'avgrights init DIR' makes a workspace to start from.",
    ),
)
