CREATE TABLE approval (
	id SERIAL NOT NULL,
	kind VARCHAR(20) NOT NULL,
	digest VARCHAR(64) NOT NULL,
	over_brake TEXT,
	day DATE NOT NULL,
	after_run INTEGER NOT NULL,
	sealed BYTEA NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE "case" (
	id VARCHAR(40) NOT NULL,
	register VARCHAR(200) NOT NULL,
	"right" VARCHAR(40) NOT NULL,
	status VARCHAR(40) NOT NULL,
	received DATE NOT NULL,
	due DATE,
	version INTEGER NOT NULL,
	wrapped BYTEA NOT NULL,
	key_id VARCHAR(32) NOT NULL,
	sealed BYTEA NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (id, version)
);
CREATE TABLE epoch (
	id INTEGER NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE evidence (
	store VARCHAR(64) NOT NULL,
	work VARCHAR(64) NOT NULL,
	batch INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (store, work, batch)
);
CREATE TABLE hold (
	id VARCHAR(40) NOT NULL,
	scope VARCHAR(20) NOT NULL,
	reason VARCHAR(200) NOT NULL,
	register VARCHAR(200),
	dataset VARCHAR(200),
	activity VARCHAR(200),
	placed DATE NOT NULL,
	released DATE,
	sealed BYTEA NOT NULL,
	sealed_release BYTEA,
	PRIMARY KEY (id)
);
CREATE TABLE journal (
	seq INTEGER NOT NULL,
	entry TEXT NOT NULL,
	leaf VARCHAR(64) NOT NULL,
	mac VARCHAR(64) NOT NULL,
	PRIMARY KEY (seq)
);
CREATE TABLE meta (
	name VARCHAR(40) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE plan (
	digest VARCHAR(64) NOT NULL,
	document TEXT NOT NULL,
	today DATE NOT NULL,
	PRIMARY KEY (digest)
);
CREATE TABLE restriction (
	id VARCHAR(40) NOT NULL,
	"case" VARCHAR(40),
	register VARCHAR(200) NOT NULL,
	dataset VARCHAR(200) NOT NULL,
	ground VARCHAR(40) NOT NULL,
	started DATE NOT NULL,
	lifted DATE,
	informed DATE,
	sealed BYTEA NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE run (
	id VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	plan VARCHAR(64) NOT NULL,
	day DATE NOT NULL,
	kind VARCHAR(20) NOT NULL,
	status VARCHAR(20) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (number),
	UNIQUE (plan)
);
CREATE TABLE run_rule (
	run VARCHAR(40) NOT NULL,
	register VARCHAR(200) NOT NULL,
	rule VARCHAR(400) NOT NULL,
	dataset VARCHAR(200) NOT NULL,
	examined INTEGER NOT NULL,
	due INTEGER NOT NULL,
	done INTEGER NOT NULL,
	finished BOOLEAN NOT NULL,
	PRIMARY KEY (run, register, rule, dataset)
);
CREATE TABLE secret (
	name VARCHAR(40) NOT NULL,
	wrapped BYTEA NOT NULL,
	key_id VARCHAR(32) NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE store (
	name VARCHAR(200) NOT NULL,
	identity VARCHAR(64) NOT NULL,
	adopted DATE NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE tree (
	id INTEGER NOT NULL,
	size INTEGER NOT NULL,
	frontier TEXT NOT NULL,
	checkpoint TEXT NOT NULL,
	PRIMARY KEY (id)
);
