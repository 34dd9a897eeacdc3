-- What finds stored requests. All of it can be made anew from the store.
CREATE TABLE artifacts (
    number            INTEGER PRIMARY KEY,
    id                TEXT    NOT NULL UNIQUE,
    state             TEXT    NOT NULL,
    checksum          TEXT    NOT NULL,
    metadata          TEXT    NOT NULL,
    month             TEXT    NOT NULL,
    validation_status TEXT    NOT NULL,
    product_type      TEXT,
    brand             TEXT,
    application_id    TEXT,
    ocr_backend       TEXT    NOT NULL,
    size_bytes        INTEGER NOT NULL,
    processing_ms     INTEGER NOT NULL,
    decode_ms         INTEGER,
    ocr_ms            INTEGER,
    reading_ms        INTEGER,
    rules_ms          INTEGER,
    pinned_at         INTEGER,
    pin_reason        TEXT
);
CREATE INDEX artifacts_by_status ON artifacts (validation_status, id);
CREATE INDEX artifacts_by_product ON artifacts (product_type, id);
CREATE INDEX artifacts_by_brand ON artifacts (brand, id);
CREATE INDEX artifacts_by_application ON artifacts (application_id, id);
CREATE INDEX artifacts_by_backend ON artifacts (ocr_backend, id);

-- One row for each rule that an artifact violates.
CREATE TABLE artifact_rules (
    rule TEXT NOT NULL,
    id   TEXT NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE,
    PRIMARY KEY (rule, id)
) WITHOUT ROWID;
CREATE INDEX artifact_rules_by_id ON artifact_rules (id);

-- What was read; only its words are kept.
CREATE VIRTUAL TABLE artifact_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
