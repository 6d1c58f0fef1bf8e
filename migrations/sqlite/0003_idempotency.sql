-- Requests that were answered, so that the same one sent again does nothing again. Kept for 24 hours.

CREATE TABLE idempotency_keys (
    -- Cascade: nobody else can send it again.
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method     TEXT NOT NULL,
    path       TEXT NOT NULL,
    key        TEXT NOT NULL,
    -- SHA-256; the same key with another body is refused.
    body_hash  BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    -- The answer. NULL: took effect, but the server ended before it had an answer.
    status     BIGINT,
    body       BLOB,
    PRIMARY KEY (user_id, method, path, key)
);

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
