-- Work on many artifacts, claimed by one process at a time.
CREATE TABLE operations (
    id           TEXT PRIMARY KEY,
    -- What is done once by all processes together, such as one hour's purge.
    slot         TEXT UNIQUE,
    state        TEXT    NOT NULL,
    deed         TEXT    NOT NULL,
    progress     TEXT    NOT NULL,
    attempts     INTEGER  NOT NULL,
    error        TEXT,
    -- Whose it is, and until when, while it runs; not before when, while it waits.
    token        TEXT,
    due_at       INTEGER  NOT NULL,
    created_at   INTEGER  NOT NULL,
    updated_at   INTEGER  NOT NULL,
    finished_at  INTEGER
);
CREATE INDEX operations_by_state ON operations (state, due_at);

-- Kinds of parts that were let go: 1 pictures, 2 text, 4 result, together as their sum.
ALTER TABLE artifacts ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;
CREATE INDEX artifacts_by_expired ON artifacts (expired, id);
