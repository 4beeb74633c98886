"""The numbered migrations. A released one is never edited: a change is a new entry at the end."""

STATE_MIGRATIONS = (
    """
    CREATE TABLE job (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        webinar_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        session_title TEXT NOT NULL,
        session_starts_at TEXT,
        session_time_zone TEXT,
        state TEXT NOT NULL,
        trouble TEXT,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        source_name TEXT,
        source_path TEXT,
        source_sha256 TEXT,
        header BLOB NOT NULL,
        known_ids BLOB NOT NULL
    ) STRICT;

    -- One row of a plan. `plan` is the PlannedRow as JSON and never changes; the rest is its story so far.
    CREATE TABLE job_row (
        job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        action TEXT NOT NULL,
        plan BLOB NOT NULL,
        state TEXT NOT NULL,
        step TEXT NOT NULL,
        outcome TEXT,
        result_id TEXT,
        join_uri TEXT,
        code TEXT,
        words TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (job_id, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job_left_out (
        job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (job_id, position)
    ) STRICT, WITHOUT ROWID;

    -- Every step of every row, in order: what was about to happen and what came of it.
    CREATE TABLE job_event (
        id INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
        seq INTEGER,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX job_event_of_row ON job_event (job_id, seq);

    CREATE TABLE draft (session_id TEXT PRIMARY KEY, staged BLOB NOT NULL, saved_at TEXT NOT NULL) STRICT;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    """,
    """
    ALTER TABLE job ADD COLUMN started_by TEXT;
    -- The id of the job that this one takes back.
    ALTER TABLE job ADD COLUMN undoes TEXT;
    -- Where a person put it in the line; NULL: by the start of its session.
    ALTER TABLE job ADD COLUMN place REAL;
    -- JobResults as JSON; NULL until the result files are written. Jobs that are over have theirs already.
    ALTER TABLE job ADD COLUMN results BLOB;
    UPDATE job SET results = x'7b7d' WHERE state IN ('finished', 'cancelled');
    -- HeldSetting[] as JSON.
    ALTER TABLE job ADD COLUMN settings BLOB NOT NULL DEFAULT x'5b5d';
    """,
    """
    -- When the people were read whom a job removes: ISO 8601 in UTC; NULL: not known.
    ALTER TABLE job ADD COLUMN as_of TEXT;
    """,
    """
    -- An import that was prepared and not started: ImportRecord as JSON.
    CREATE TABLE import_draft (session_id TEXT PRIMARY KEY, record BLOB NOT NULL) STRICT;
    """,
    """
    -- ColumnMapping as JSON: what the columns of `header` were used for; NULL: not known.
    ALTER TABLE job ADD COLUMN mapping BLOB;
    """,
    """
    -- Text and rows of an import that have no file of their own, in parts as JSON. Written once.
    CREATE TABLE import_source (
        session_id TEXT NOT NULL,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        part BLOB NOT NULL,
        PRIMARY KEY (session_id, id, position)
    ) STRICT, WITHOUT ROWID;
    """,
)

CACHE_MIGRATIONS = (
    """
    CREATE TABLE session (position INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
    CREATE TABLE registrant (
        session_id TEXT NOT NULL,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        email_key TEXT NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (session_id, id)
    ) STRICT;
    CREATE INDEX registrant_in_order ON registrant (session_id, position);
    CREATE INDEX registrant_by_email ON registrant (email_key);
    -- When a list was last read from the server, whole: ISO 8601 in UTC.
    CREATE TABLE read_at (what TEXT PRIMARY KEY, moment TEXT NOT NULL) STRICT;
    """,
    """
    -- Name and address as people look for them: `folding.search_text`. The index holds all that a search over
    -- every session reads, so that the records stay where they are.
    ALTER TABLE registrant ADD COLUMN found_by TEXT NOT NULL DEFAULT '';
    UPDATE registrant SET found_by = found_by_of(record);
    CREATE INDEX registrant_found_by ON registrant (session_id, found_by);
    -- Who is in other sessions, too, is answered from the index alone.
    DROP INDEX registrant_by_email;
    CREATE INDEX registrant_by_email ON registrant (email_key, session_id);
    """,
)
