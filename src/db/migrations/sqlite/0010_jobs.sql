-- Durable work. Times are milliseconds since 1970, yes is 1.
CREATE TABLE jobs (
    id           TEXT    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    -- Less goes first.
    priority     INTEGER NOT NULL,
    -- Whose it is, and its turn among all clients: less goes first.
    client       TEXT    NOT NULL,
    turn         INTEGER NOT NULL,
    batch_id     TEXT,
    -- What equal jobs have in common.
    content      TEXT,
    payload      TEXT    NOT NULL,
    -- The trace of the request behind it, as W3C's traceparent.
    trace        TEXT,
    -- Not claimed while it is held.
    held         INTEGER NOT NULL DEFAULT 0,
    -- Whether its end is told in `job_endings`.
    announced    INTEGER NOT NULL DEFAULT 0,
    -- Not claimed before.
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    crashes      INTEGER NOT NULL DEFAULT 0,
    deaths       INTEGER NOT NULL DEFAULT 0,
    worker       TEXT,
    -- One more for each claim: only the last claim may change it.
    fence        INTEGER NOT NULL DEFAULT 0,
    -- One more for each renewal: a claim whose beats stand still has lapsed.
    beats        INTEGER NOT NULL DEFAULT 0,
    cancelling   INTEGER NOT NULL DEFAULT 0,
    -- The result in a word.
    outcome      TEXT,
    error_class  TEXT,
    error        TEXT,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER
) WITHOUT ROWID;
CREATE INDEX jobs_in_line ON jobs (kind, priority, turn, id) WHERE state = 'queued' AND held = 0;
CREATE INDEX jobs_of_client ON jobs (kind, priority, client, turn) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (id) WHERE state = 'running';
CREATE INDEX jobs_failed ON jobs (id) WHERE state = 'failed';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_of_batch ON jobs (batch_id, id) WHERE batch_id IS NOT NULL;
CREATE INDEX jobs_by_content ON jobs (content) WHERE content IS NOT NULL;

CREATE TABLE job_results (
    job_id TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    body   TEXT NOT NULL
);

-- What happened to each job, in order.
CREATE TABLE job_events (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id      TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    batch_id    TEXT,
    at          INTEGER NOT NULL,
    deed        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    crashes     INTEGER NOT NULL,
    worker      TEXT,
    outcome     TEXT,
    error_class TEXT,
    error       TEXT
);
CREATE INDEX job_events_of_job ON job_events (job_id, number);
CREATE INDEX job_events_of_batch ON job_events (batch_id, number) WHERE batch_id IS NOT NULL;

-- Ends of announced jobs, written with the end itself; whoever tells others of one takes its
-- row away in the transaction in which the telling is enqueued.
CREATE TABLE job_endings (
    job_id   TEXT    NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    batch_id TEXT,
    state    TEXT    NOT NULL,
    at       INTEGER NOT NULL
);

-- Answers that are given again to who asks again.
CREATE TABLE idempotency_keys (
    client      TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint TEXT    NOT NULL,
    -- Of the one request that may answer; `NULL` once it has.
    holder      TEXT,
    status      INTEGER,
    location    TEXT,
    body        TEXT,
    created_at  INTEGER NOT NULL,
    -- Not held or not kept any longer.
    until       INTEGER NOT NULL,
    PRIMARY KEY (client, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (until);
