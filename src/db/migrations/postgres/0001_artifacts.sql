-- What finds stored requests. All of it can be made anew from the store.
CREATE TABLE artifacts (
    id                TEXT   COLLATE "C" PRIMARY KEY,
    state             TEXT   NOT NULL,
    checksum          TEXT   NOT NULL,
    metadata          TEXT   NOT NULL,
    month             TEXT   COLLATE "C" NOT NULL,
    validation_status TEXT   COLLATE "C" NOT NULL,
    product_type      TEXT   COLLATE "C",
    brand             TEXT   COLLATE "C",
    application_id    TEXT   COLLATE "C",
    ocr_backend       TEXT   COLLATE "C" NOT NULL,
    size_bytes        BIGINT NOT NULL,
    processing_ms     BIGINT NOT NULL,
    decode_ms         BIGINT,
    ocr_ms            BIGINT,
    reading_ms        BIGINT,
    rules_ms          BIGINT,
    pinned_at         BIGINT,
    pin_reason        TEXT,
    words             TSVECTOR NOT NULL
);
CREATE INDEX artifacts_by_status ON artifacts (validation_status, id);
CREATE INDEX artifacts_by_product ON artifacts (product_type, id);
CREATE INDEX artifacts_by_brand ON artifacts (brand, id);
CREATE INDEX artifacts_by_application ON artifacts (application_id, id);
CREATE INDEX artifacts_by_backend ON artifacts (ocr_backend, id);
CREATE INDEX artifacts_by_words ON artifacts USING gin (words);

-- One row for each rule that an artifact violates.
CREATE TABLE artifact_rules (
    rule TEXT COLLATE "C" NOT NULL,
    id   TEXT COLLATE "C" NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE,
    PRIMARY KEY (rule, id)
);
CREATE INDEX artifact_rules_by_id ON artifact_rules (id);
