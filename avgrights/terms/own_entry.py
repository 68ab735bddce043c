"""The entry that the library ships in the register of processing activities, by its names.

Handling requests processes personal data too, with a term like any other (GDPR 5(1)(e), 30(1)(f)).
The entry stands in registers/avgrights/register.yaml; an organisation that puts an activity of the
same id into a register of its own decides over the terms of that register's files.
"""

from __future__ import annotations

#: The activity.
ACTIVITY = "rights-requests"

#: Its rules: of the sealed files of cases, of messages that opened no case, and of the list by
#: which erased data is erased again.
CASE_FILES = "case-files"
MESSAGES = "messages"
RE_ERASURE = "re-erasure-list"

#: What the rules speak of lies in the desk database, and in no data map.
DATASETS = frozenset({CASE_FILES, MESSAGES, RE_ERASURE})
