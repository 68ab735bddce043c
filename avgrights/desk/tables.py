"""The tables of the desk database.

Nothing here names a person in clear: names, identifiers, values and free text are in `sealed`
columns (AES-GCM under a key that the wrapping key outside this database opens).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

#: Facts about this desk: `schema` (version), `desk` (random id of this desk).
meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

#: Keys of the desk, each wrapped (AES key wrap) under the wrapping key outside the database.
secret = Table(
    "secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
)

#: The log, a row an entry: `entry` is canonical JSON (RFC 8785), `leaf` its RFC 6962 leaf hash,
#: `mac` a keyed digest of number and leaf, which tells which row was altered.
journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("leaf", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
)

#: One row (id 1): tree size, frontier (hex hashes joined by commas) and the signed checkpoint.
tree = Table(
    "tree",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("frontier", Text, nullable=False),
    Column("checkpoint", Text, nullable=False),
)

#: One row (id 1), raised by every change to holds, restrictions and open requests: a batch of the
#: purge reads it under a lock, so that no row goes that was protected a moment before.
epoch = Table(
    "epoch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", Integer, nullable=False),
)

#: Legal holds. `scope`: dataset, record, subject, activity. `sealed`: keys, identifier, because,
#: by whom.
hold = Table(
    "hold",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("scope", String(20), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("register", String(200)),
    Column("dataset", String(200)),
    Column("activity", String(200)),
    Column("placed", Date, nullable=False),
    Column("released", Date),
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_release", LargeBinary),
)

#: Restrictions of processing (GDPR 18). `sealed`: keys, identifier, by. `way`: how the store
#: enforces it (policy, move, flag; NULL: it is on record alone). `wrapped`: the key of rows that
#: were moved apart.
restriction = Table(
    "restriction",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case", String(40)),
    Column("register", String(200), nullable=False),
    Column("dataset", String(200), nullable=False),
    Column("ground", String(40), nullable=False),
    Column("started", Date, nullable=False),
    Column("lifted", Date),
    Column("informed", Date),
    Column("sealed", LargeBinary, nullable=False),
    Column("store", String(200)),
    Column("way", String(10)),
    Column("wrapped", LargeBinary),
    Column("key_id", String(32)),
)

#: Plans that were approved or run. `document` is the plan itself: counts and cutoffs, no person.
plan = Table(
    "plan",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("today", Date, nullable=False),
)

#: Approvals, newest last. `kind`: plan or standing; `digest`: of the plan, or of the registers and
#: the limits. `after_run`: the number of the newest run when it was given. `sealed`: by whom.
approval = Table(
    "approval",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("over_brake", Text),
    Column("day", Date, nullable=False),
    Column("after_run", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

#: Runs of the purge; a plan has one run, however often it is resumed.
run = Table(
    "run",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("plan", String(64), nullable=False, unique=True),
    Column("day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False),
)

#: What each rule of a run examined, found due and did: also what the brake looks back on.
run_rule = Table(
    "run_rule",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("register", String(200), primary_key=True),
    Column("rule", String(400), primary_key=True),
    Column("dataset", String(200), primary_key=True),
    Column("examined", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("finished", Boolean, nullable=False),
)

#: The identity of each store that was adopted.
store = Table(
    "store",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("identity", String(64), nullable=False),
    Column("adopted", Date, nullable=False),
)

#: Evidence rows of the stores that already stand in the journal: taken in once.
evidence = Table(
    "evidence",
    metadata,
    Column("store", String(64), primary_key=True),
    Column("work", String(64), primary_key=True),
    Column("batch", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
)

#: Requests. `wrapped`: the key of this case file, wrapped; destroying it erases the file.
#: `sealed`: the case itself (terms and events as JSON) under that key. `version`: optimistic lock.
#: `tell_by`: the day by which the next recipient is to be told; none waits where it is empty.
#: `closed`: the day, from which its term counts. `destroyed`: the day on which key and content
#: went; both are empty from then on. `once`: keyed digest of the key under which it was sent in, if
#: any.
case = Table(
    "case",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("register", String(200), nullable=False),
    Column("right", String(40), nullable=False),
    Column("status", String(40), nullable=False),
    Column("received", Date, nullable=False),
    Column("due", Date),
    Column("version", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("closed", Date),
    Column("destroyed", Date),
    Column("once", String(64), index=True),
    Column("tell_by", Date),
    UniqueConstraint("id", "version"),
)

#: By which identifiers a case is found again: keyed digests of them, one an identifier.
person = Table(
    "person",
    metadata,
    Column("case", String(40), primary_key=True),
    Column("digest", String(64), primary_key=True, index=True),
)

#: Messages that came in by `request intake`. `kind`: what they seem to be; `status`: open, opened
#: a case, answered, routed. `once`: keyed digest, so that none comes in twice. `sealed`: sender,
#: words and what was done, under a key of its own. `settled`: the day on which it was dealt with.
message = Table(
    "message",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("register", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("received", Date, nullable=False),
    Column("case", String(40)),
    Column("settled", Date),
    Column("once", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

#: What was erased on request (GDPR 17), to erase it again where a backup brings it back. `digest`:
#: keyed, over dataset, key and one identifier of the person. `anonymised`: made anonymous instead.
#: `settled`: it is known to be gone.
erased = Table(
    "erased",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("store", String(200), nullable=False),
    Column("register", String(200), nullable=False),
    Column("dataset", String(200), nullable=False),
    Column("work", String(64), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("anonymised", Boolean, nullable=False),
    Column("settled", Boolean, nullable=False),
)

#: Processing that is stopped for a person (GDPR 21, 7(3)). `person`: keyed digest over register,
#: activity and one identifier. `settled`: decided on, so no longer weighed; `ended`: it may go on;
#: `sealed_end`: why and by whom, where somebody said so.
stopped = Table(
    "stopped",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case", String(40), nullable=False, index=True),
    Column("register", String(200), nullable=False),
    Column("activity", String(200), nullable=False),
    Column("person", String(64), nullable=False, index=True),
    Column("because", String(40), nullable=False),
    Column("since", Date, nullable=False),
    Column("settled", Date),
    Column("ended", Date),
    Column("sealed_end", LargeBinary),
)
