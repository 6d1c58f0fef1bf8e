-- Users, their sessions and refresh tokens. Times are milliseconds since 1970 UTC.

-- A guest or an account; a guest that becomes an account stays the same row. A deleted user keeps the row, without anything
-- personal in it, because finished matches point at it: therefore nothing cascades from here but sessions.
CREATE TABLE users (
    -- AUTOINCREMENT: an id is never given to somebody else, not even after the newest guest was removed.
    id                    INTEGER PRIMARY KEY AUTOINCREMENT,
    -- As the user writes it. NULL: deleted.
    username              TEXT,
    -- What makes it unique whatever the case. NULLs do not collide, so any number of users can be deleted.
    username_lower        TEXT UNIQUE,
    is_guest              BOOLEAN NOT NULL,
    -- PHC string of Argon2id. NULL: a guest, or deleted.
    password_hash         TEXT,
    picture               BIGINT NOT NULL DEFAULT 0,
    created_at            BIGINT NOT NULL,
    -- When the last event stream closed; registration until there was one.
    last_online           BIGINT NOT NULL,
    accept_friend_request BOOLEAN NOT NULL DEFAULT TRUE,
    accept_chat_from      TEXT NOT NULL DEFAULT 'friends_only',
    accept_challenges     BOOLEAN NOT NULL DEFAULT TRUE,
    allow_spectators      BOOLEAN NOT NULL DEFAULT TRUE,
    play_mode             TEXT NOT NULL DEFAULT 'online',
    catchphrase           TEXT NOT NULL DEFAULT '',
    bio                   TEXT NOT NULL DEFAULT '',
    deleted               BOOLEAN NOT NULL DEFAULT FALSE
);

-- For the removal of guests who were not seen for 30 days.
CREATE INDEX users_guests_last_online ON users (last_online) WHERE is_guest;

-- One sign-in, from its first token to its end. A row that is gone is a session that has ended.
CREATE TABLE sessions (
    -- AUTOINCREMENT: an access token names its session, and must never come to mean another one.
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: a session without a user is nothing.
    user_id      BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    -- Shown to the user alone; also tells which addresses an account signed in from, which sign-in is not slowed down for.
    address      TEXT NOT NULL,
    -- User-Agent, cleaned and shortened.
    client       TEXT NOT NULL
);

CREATE INDEX sessions_user ON sessions (user_id);

-- Refresh tokens of live sessions. Only the hash is kept: who reads the database cannot sign in.
CREATE TABLE refresh_tokens (
    -- SHA-256 of the token, which is 256 random bits: nothing slower is needed.
    hash       BLOB PRIMARY KEY,
    -- Cascade: tokens end with their session.
    session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    -- A spent token stays, because one that comes back is a theft and ends the session.
    spent      BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- Addresses that an account signed in from before; outlives its sessions.
CREATE TABLE known_addresses (
    -- Cascade: belongs to the account.
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, address)
);
