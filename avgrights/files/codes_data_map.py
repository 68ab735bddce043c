"""Codes of the data map (AVG5xx)."""

from __future__ import annotations

from avgrights.files.code import error, warning

DATA_MAP = (
    warning(
        "AVG501",
        "a register without a data map",
        "Without a data map no row can be found for a person, and none is purged.",
        "Add a data-map.yaml beside the register; 'avgrights init' shows one.",
    ),
    error(
        "AVG502",
        "a dataset with a term, and an activity that does not exist",
        "A rule would purge these rows, while the data map names a purpose that nobody knows: "
        "whether it still needs them cannot be told.",
        "Mend the name, or add the activity to register.yaml.",
    ),
    warning(
        "AVG503",
        "a dataset without a term",
        "No rule of this activity names the dataset, so its rows are never purged.",
        "Add the dataset to a rule under the activity's 'retention'.",
        "GDPR 5(1)(e)",
    ),
    error(
        "AVG504",
        "a dataset that is nowhere",
        "A dataset is a table in a database, or a pattern of files in a folder.",
        "Add 'table:' or 'files:'.",
    ),
    error(
        "AVG505",
        "a dataset that is a table and files",
        "A dataset is one of the two.",
        "Make two datasets of it.",
    ),
    error(
        "AVG506",
        "a table without a key",
        "A row is shown, held and erased by its key.",
        "Add 'key: [id]' with the columns of the primary key.",
    ),
    error(
        "AVG507",
        "two datasets on the same rows",
        "A row that two datasets share could be purged under the term of one while the other still "
        "needs it.",
        "Make one dataset of them with both activities, or separate the rows with 'only'.",
        "GDPR 5(1)(b)",
    ),
    warning(
        "AVG508",
        "a category that the activity does not have",
        "What the data map holds and the register does not name is missing from the register, the "
        "privacy statement and the account of an access request.",
        "Add the category under the activity's 'data', or mend the name.",
        "GDPR 30(1)(c), 15(1)(b)",
    ),
    error(
        "AVG509",
        "a store that the workspace does not have",
        "The data map names stores as avgrights.yaml names them.",
        "Add the store under 'stores' in avgrights.yaml, or mend the name.",
    ),
    error(
        "AVG510",
        "an unusable pattern of files",
        "Files are looked for below the store's folder, by placeholders between braces.",
        'Write it as "{camera}/{recorded:%Y-%m-%dT%H%M}.mp4".',
    ),
    error(
        "AVG511",
        "an event whose day the pattern does not hold",
        "Of a file only its name is read; the event's day must stand in it whole. A day without "
        "its year would be read as one of long ago, and the file as due.",
        "Name a placeholder with year, month and day, such as {recorded:%Y-%m-%d}.",
    ),
    warning(
        "AVG512",
        "nobody can be found in this table",
        "Without a column that identifies the person, a request for access or erasure passes the "
        "table by.",
        "Add 'subject: {email: column}'.",
        "GDPR 12(2), 15(1)",
    ),
    warning(
        "AVG513",
        "a table without mapped fields",
        "An access copy holds the mapped fields; this one would hold keys only.",
        "Name under 'fields' every column that holds personal data.",
        "GDPR 15(3)",
    ),
    error(
        "AVG514",
        "something that files do not have",
        "Files have no key columns and no part rows.",
        "Take the key out.",
    ),
    warning(
        "AVG515",
        "a column that finds the person is not among the fields",
        "A column by which a person is found holds personal data, and belongs in an access copy.",
        "Add the column under 'fields' with its category.",
        "GDPR 15(1), 15(3)",
    ),
    error(
        "AVG517",
        "a table in a folder, or files in a database",
        "The store must be able to hold what the dataset says.",
        "Name another store, or write 'files:' for a folder and 'table:' for a database.",
    ),
    warning(
        "AVG518",
        "an activity without a dataset",
        "No dataset is mapped for this activity: its data is not found for a person and not "
        "purged.",
        "Map its tables and files in data-map.yaml.",
        "GDPR 15(1)",
    ),
    warning(
        "AVG516",
        "a dataset of an activity that does not exist",
        "The activity decides which rights apply to the rows and when they go; without it they are "
        "in no answer to a request, and stay.",
        "Mend the name, or add the activity to register.yaml.",
    ),
    warning(
        "AVG519",
        "no event to count from",
        "Without an event every row is undated, and undated rows are never purged.",
        "Add 'events:' with the column that holds the day.",
        "GDPR 5(1)(e)",
    ),
    error(
        "AVG520",
        "two datasets that can share rows",
        "Over every register of the workspace: the same table by another name, a table that is "
        "also a part, a store under two names, patterns that one file can fit. The shorter term "
        "would purge what the other dataset still needs, and a hold on that one would not stop it.",
        "Make one dataset of them with both activities: the last running term counts, and a hold "
        "stands for both. Or keep them apart: by 'only' on one column, by patterns that no path "
        "can fit both, in PostgreSQL by writing the schema before each table.",
        "GDPR 5(1)(e), 17(3)",
    ),
    error(
        "AVG521",
        "a row that would not be anonymous",
        "Data is anonymous when nobody can tell any more whom it is about. Every mapped field and "
        "every column that finds a person must hold something else from then on, in the parts of "
        "the row too; a rule 'then: anonymise' needs a data map that says so.",
        "Name every such column under 'anonymise', with null or a fixed value; or write 'then: "
        "erase'. What identifies people together, such as a department and a date, deserves a "
        "look of your own.",
        "GDPR 4(1), recital 26",
    ),
    error(
        "AVG522",
        "a column that cannot be made anonymous",
        "Rows are named by their key, sorted by 'only' and joined to their parts; a fixed value "
        "there would tie all of them together or lose them.",
        "Take the column out of 'anonymise'. Where the key itself tells who it is, erase instead.",
        "GDPR 4(1), recital 26",
    ),
    error(
        "AVG523",
        "files that are to be made anonymous",
        "Of a file only the name is read; what is in it cannot be written over.",
        "Write 'erase: delete', and 'then: erase' in the rule.",
    ),
)
