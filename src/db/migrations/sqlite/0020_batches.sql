-- Many applications at once, and telling others. Times are milliseconds since 1970, yes is 1.
CREATE TABLE batches (
    id           TEXT    NOT NULL PRIMARY KEY,
    client       TEXT    NOT NULL,
    -- What its client wants of it: go, pause, cancel.
    wish         TEXT    NOT NULL,
    total        INTEGER NOT NULL,
    -- What could not be placed, and what else was wrong.
    detail       TEXT    NOT NULL,
    -- Whether pictures that names did not place are still to be paired by what is read on them.
    pairing      INTEGER NOT NULL DEFAULT 0,
    callback_url TEXT,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    -- Since when it goes without a pause: its pace is measured from there.
    going_since  INTEGER NOT NULL,
    -- When all of it was first seen to be over.
    completed_at INTEGER
);
CREATE INDEX batches_open ON batches (id) WHERE completed_at IS NULL;
CREATE INDEX batches_completed ON batches (completed_at) WHERE completed_at IS NOT NULL;

-- Its applications. State and verdict are the job's while there is one.
CREATE TABLE batch_items (
    batch_id       TEXT    NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    number         INTEGER NOT NULL,
    application_id TEXT,
    job_id         TEXT,
    state          TEXT    NOT NULL,
    verdict        TEXT,
    -- Whose report it shares: another one's of this batch, or one verified before.
    same_as        INTEGER,
    same_as_batch  TEXT,
    -- Names of its pictures, how they were grouped, why it failed.
    detail         TEXT    NOT NULL,
    -- The report, where it is not the job's own.
    report         TEXT,
    PRIMARY KEY (batch_id, number)
) WITHOUT ROWID;
CREATE INDEX batch_items_of_job ON batch_items (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE webhooks (
    id         TEXT    NOT NULL PRIMARY KEY,
    url        TEXT    NOT NULL,
    -- Names with spaces between; empty for all.
    events     TEXT    NOT NULL,
    secret     TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);

-- Where a single job's end is told.
CREATE TABLE job_callbacks (
    job_id TEXT NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    url    TEXT NOT NULL
);

CREATE TABLE webhook_messages (
    id         TEXT    NOT NULL PRIMARY KEY,
    webhook_id TEXT,
    url        TEXT    NOT NULL,
    event      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    -- What it is signed with; that of the settings where it is missing.
    secret     TEXT,
    -- The job that delivers it.
    job_id     TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX webhook_messages_of_job ON webhook_messages (job_id);

CREATE TABLE webhook_attempts (
    message_id   TEXT    NOT NULL REFERENCES webhook_messages (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    status       INTEGER,
    error        TEXT,
    milliseconds INTEGER NOT NULL
);
CREATE INDEX webhook_attempts_of_message ON webhook_attempts (message_id, at);
