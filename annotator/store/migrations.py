"""The schema and how older projects get there; oldest first.

Schema history
    m001_first  articles with full-text index, schemes, runs of suggestions, annotators, steps and decisions
    (append-only,
                held by triggers), annotation sets as a cache kept in the decision's own transaction.
    m002_agreement
                packed spans of finished annotation sets and blocks of what is counted of them, for agreement: a cache,
                kept in the decision's transaction.
    m003_gazetteers
                people's own lists of names, which suggestions are made by.
    m004_order  ranks of articles by how unsure and how new their suggestions are, for the queue's order: a cache, kept
                when suggestions are stored.

`SCHEMA` is the newest schema, statement by statement; it is also the allow-list a file is compared with before anything
is written to it (a hostile trigger or view must not run). sqlite-utils is imported only when there is something to
apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.identity import new_id

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x414E4E4F
"""PRAGMA application_id of our files: "ANNO"."""

NAMES = ("m001_first", "m002_agreement", "m003_gazetteers", "m004_order")
"""The migrations there are, oldest first; a file that has others is newer than we are."""

_TABLES = (
    "CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE annotator (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, created TEXT NOT NULL) STRICT""",
    """CREATE TABLE scheme (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, toml TEXT NOT NULL, created TEXT NOT NULL) STRICT""",
    """CREATE TABLE article (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  date TEXT NOT NULL, source TEXT NOT NULL, length INTEGER NOT NULL, raw_sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
  newline TEXT NOT NULL, imported TEXT NOT NULL, meta TEXT NOT NULL, boilerplate TEXT NOT NULL,
  text TEXT NOT NULL) STRICT""",
    """CREATE TABLE run (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, suggester TEXT NOT NULL, version TEXT NOT NULL,
  created TEXT NOT NULL) STRICT""",
    """CREATE TABLE suggestion (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES run(id), article_id INTEGER NOT NULL REFERENCES
  article(id), start INTEGER NOT NULL, "end" INTEGER NOT NULL, label TEXT NOT NULL, source TEXT NOT NULL, version TEXT
  NOT NULL, score REAL, reason TEXT NOT NULL, CHECK (0 <= start AND start < "end")) STRICT""",
    """CREATE TABLE article_run (
  article_id INTEGER PRIMARY KEY REFERENCES article(id), run_id INTEGER NOT NULL REFERENCES run(id),
  suggestions INTEGER NOT NULL) STRICT""",
    """CREATE TABLE step (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, annotator_id INTEGER NOT NULL REFERENCES annotator(id),
  action TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
  article_id INTEGER NOT NULL REFERENCES article(id), target INTEGER NOT NULL, below INTEGER NOT NULL,
  undo_top INTEGER NOT NULL, undo_depth INTEGER NOT NULL, redo_top INTEGER NOT NULL, redo_depth INTEGER NOT NULL,
  created TEXT NOT NULL) STRICT""",
    """CREATE TABLE decision (
  seq INTEGER PRIMARY KEY, step_seq INTEGER NOT NULL REFERENCES step(seq),
  annotator_id INTEGER NOT NULL REFERENCES annotator(id), article_id INTEGER NOT NULL REFERENCES article(id),
  kind TEXT NOT NULL CHECK (kind IN ('annotation', 'state', 'ignored', 'note')), subject TEXT NOT NULL,
  state TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, label TEXT NOT NULL,
  suggestion_id INTEGER NOT NULL, source TEXT NOT NULL, version TEXT NOT NULL, score REAL,
  text TEXT NOT NULL) STRICT""",
    """CREATE TABLE annotation_set (
  annotator_id INTEGER NOT NULL REFERENCES annotator(id), article_id INTEGER NOT NULL REFERENCES article(id),
  state TEXT NOT NULL, open INTEGER NOT NULL, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL,
  touched INTEGER NOT NULL, PRIMARY KEY (annotator_id, article_id)) STRICT, WITHOUT ROWID""",
)
_INDEXES = (
    "CREATE INDEX suggestion_article ON suggestion (article_id, run_id)",
    "CREATE INDEX step_annotator ON step (annotator_id, seq)",
    "CREATE INDEX step_target ON step (target, seq) WHERE kind = 'undo'",
    "CREATE INDEX decision_step ON decision (step_seq)",
    "CREATE INDEX decision_subject ON decision (article_id, annotator_id, subject, seq)",
    "CREATE INDEX annotation_set_state ON annotation_set (annotator_id, state, article_id)",
)
_VIEWS = (
    # SQLite's documented rule: with max() the bare columns come from the row that has the maximum.
    """CREATE VIEW standing AS
  SELECT max(seq) AS seq, step_seq, annotator_id, article_id, kind, subject, state, start, "end", label, suggestion_id,
    source, version, score, text
  FROM decision GROUP BY article_id, annotator_id, subject""",
)
_FULL_TEXT = (
    # Filled by `articles.add_articles`: with trusted_schema off, a trigger may not write to a virtual table.
    """CREATE VIRTUAL TABLE article_fts USING fts5(
  title, text, content='article', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
)
_GUARDS = tuple(
    f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} BEGIN\n"
    f"  SELECT RAISE(ABORT, 'the {table} log is append-only'); END"
    for table in ("step", "decision", "suggestion")
    for verb in ("update", "delete")
)
_FIRST = (*_TABLES, *_INDEXES, *_VIEWS, *_FULL_TEXT, *_GUARDS)
_AGREEMENT = (
    # Labels by the numbers that packs hold: their own, for schemes come and go.
    "CREATE TABLE span_label (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE span_pack (
  article_id INTEGER NOT NULL REFERENCES article(id), annotator_id INTEGER NOT NULL REFERENCES annotator(id),
  tokens INTEGER NOT NULL, spans BLOB NOT NULL, PRIMARY KEY (article_id, annotator_id)) STRICT, WITHOUT ROWID""",
    # What is counted of 512 articles; their number is articles' by 512.
    "CREATE TABLE span_block (number INTEGER PRIMARY KEY, tally BLOB NOT NULL) STRICT",
    # What packs were when their block was made, of those changed since; NULL where there was none.
    """CREATE TABLE span_before (
  article_id INTEGER NOT NULL REFERENCES article(id), annotator_id INTEGER NOT NULL REFERENCES annotator(id),
  tokens INTEGER, spans BLOB, PRIMARY KEY (article_id, annotator_id)) STRICT, WITHOUT ROWID""",
    # Held by triggers, so that nothing written to a pack, by whomever, leaves a block that is taken for true. No ON
    # CONFLICT here: that of the statement that fires a trigger would be taken instead.
    *(
        f"""CREATE TRIGGER span_pack_{verb} BEFORE {verb.upper()} ON span_pack BEGIN
  INSERT INTO span_before (article_id, annotator_id, tokens, spans)
    SELECT {row}.article_id, {row}.annotator_id, p.tokens, p.spans
    FROM span_block b LEFT JOIN span_pack p
      ON p.article_id = {row}.article_id AND p.annotator_id = {row}.annotator_id
    WHERE b.number = {row}.article_id / 512 AND NOT EXISTS (
      SELECT 1 FROM span_before WHERE article_id = {row}.article_id AND annotator_id = {row}.annotator_id);
  UPDATE project SET value = CAST(value AS INTEGER) + 1 WHERE key = 'packs'; END"""
        for verb, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
    ),
    *(
        f"""CREATE TRIGGER annotation_set_{name} AFTER {verb} ON annotation_set
  WHEN NEW.state = 'finished' AND NOT EXISTS (
    SELECT 1 FROM span_pack WHERE article_id = NEW.article_id AND annotator_id = NEW.annotator_id) BEGIN
  INSERT INTO project (key, value) VALUES ('unpacked', 'yes') ON CONFLICT DO NOTHING; END"""
        for name, verb in (("insert", "INSERT"), ("update", "UPDATE OF state"))
    ),
)
_BEGUN = (
    "INSERT INTO project (key, value) VALUES ('packs', '0')",
    """INSERT INTO project (key, value) SELECT 'unpacked', 'yes' WHERE EXISTS (
  SELECT 1 FROM annotation_set WHERE state = 'finished')""",
)
"""No pack has been written yet, and what was finished before has none."""
_GAZETTEERS = (
    """CREATE TABLE gazetteer (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, created TEXT NOT NULL) STRICT""",
    # A surface or a pattern of tokens in JSON, the other is empty.
    """CREATE TABLE gazetteer_entry (
  id INTEGER PRIMARY KEY, gazetteer_id INTEGER NOT NULL REFERENCES gazetteer(id), surface TEXT NOT NULL,
  label TEXT NOT NULL, pattern TEXT NOT NULL, UNIQUE (gazetteer_id, surface, label, pattern),
  CHECK ((surface = '') != (pattern = ''))) STRICT""",
)
_ORDER = (
    # The smaller the rank, the sooner an article comes: the indexes are the orders.
    """CREATE TABLE article_rank (
  article_id INTEGER PRIMARY KEY REFERENCES article(id), by_uncertainty REAL NOT NULL,
  by_information REAL NOT NULL) STRICT""",
    "CREATE INDEX article_rank_uncertainty ON article_rank (by_uncertainty, article_id)",
    "CREATE INDEX article_rank_information ON article_rank (by_information, article_id)",
)
SCHEMA = (*_FIRST, *_AGREEMENT, *_GAZETTEERS, *_ORDER)

_SHADOWS = frozenset(f"article_fts_{part}" for part in ("data", "idx", "content", "docsize", "config"))
_BY_SQLITE_UTILS = frozenset({"_sqlite_migrations", "idx__sqlite_migrations_migration_set_name"})


def applied(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the migrations the file has, without sqlite-utils."""
    has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'")
    if has_table.fetchone() is None:
        return ()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'annotator' ORDER BY rowid")
    return tuple(str(name) for (name,) in rows)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest schema; each migration is one transaction."""
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - 0.14 s that opening a current project must not pay

    database = Database(connection, execute_plugins=False)
    registered(Migrations("annotator")).apply(database)


def registered(migrations: Migrations) -> Migrations:
    """Register ours, in the order of `NAMES`."""

    def m001_first(db: Database) -> None:
        for statement in _FIRST:
            db.conn.execute(statement)
        db.conn.execute("INSERT INTO project (key, value) VALUES ('id', ?)", (new_id(),))

    def m002_agreement(db: Database) -> None:
        for statement in (*_AGREEMENT, *_BEGUN):
            db.conn.execute(statement)

    def m003_gazetteers(db: Database) -> None:
        for statement in _GAZETTEERS:
            db.conn.execute(statement)

    def m004_order(db: Database) -> None:
        for statement in _ORDER:
            db.conn.execute(statement)

    for name, migration in zip(NAMES, (m001_first, m002_agreement, m003_gazetteers, m004_order), strict=True):
        migrations(name=name)(migration)
    return migrations


def strangers(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the file's tables, views, indexes and triggers that are not exactly ours."""
    ours = {_spelling(statement) for statement in SCHEMA}
    found: list[str] = []
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master LIMIT 1000"):
        known = name in _SHADOWS or name in _BY_SQLITE_UTILS or str(name).startswith("sqlite_")
        if not known and _spelling(str(sql)) not in ours:
            found.append(str(name))
    return found


def _spelling(sql: str) -> str:
    return " ".join(sql.split())
