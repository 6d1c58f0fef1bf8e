-- What the event stream tells, so that a stream that comes back misses nothing, also after a restart.

CREATE TABLE events (
    -- The number in `id:` of the stream. AUTOINCREMENT: one sequence that only grows, whatever is removed.
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Who is told; NULL: everybody. No reference: `delete-user` outlives its user for its 5 minutes.
    user_id    BIGINT,
    code       TEXT NOT NULL,
    -- The JSON of the data line, kept as it was sent.
    envelope   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX events_user ON events (user_id, id);
CREATE INDEX events_created ON events (created_at);

-- Single numbers about the whole server.
CREATE TABLE server_state (
    -- `events_pruned_through`: the newest event that was removed; a stream that missed older ones reads everything again.
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
