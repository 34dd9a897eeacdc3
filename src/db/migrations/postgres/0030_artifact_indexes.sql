-- Two things that most artifacts have, and hardly any together: a listing of both would read
-- all of either.
CREATE INDEX artifacts_by_status_product ON artifacts (validation_status, product_type, id);
CREATE INDEX artifacts_by_status_backend ON artifacts (validation_status, ocr_backend, id);
CREATE INDEX artifacts_by_product_backend ON artifacts (product_type, ocr_backend, id);

-- What statistics add up: all of it here, so that no row has to be opened for it.
CREATE INDEX artifacts_by_all ON artifacts (
    month, validation_status, product_type, ocr_backend,
    size_bytes, processing_ms, decode_ms, ocr_ms, reading_ms, rules_ms
);
