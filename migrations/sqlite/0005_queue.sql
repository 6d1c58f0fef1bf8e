-- Who waits for a duel. A place that was acknowledged is a row, so it outlives the server; it goes in the transaction that makes the
-- match, or when the user gives it up or goes offline. Times are milliseconds since 1970 UTC.

CREATE TABLE duel_places (
    -- First come, first served. AUTOINCREMENT: a place is never given twice, so whoever left and came back is seen to be new.
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Nobody waits twice. Cascade: a user who is gone waits for nothing.
    user_id BIGINT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    join_at BIGINT NOT NULL
);
