-- Lobbies, and events that wait for somebody who is away. Times are milliseconds since 1970 UTC.

CREATE TABLE lobbies (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What people name it by. A lobby that has ended is no row, so its code may come back one day.
    code        TEXT NOT NULL UNIQUE,
    -- clash, custom_game.
    game_mode   TEXT NOT NULL,
    -- 1v1, 3v3.
    match_type  TEXT NOT NULL,
    goals       BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    -- The match that it plays. Gone in the transaction that ends the match.
    match_code  TEXT,
    -- Since when everybody is ready, without a match so far: whom clash puts together first, and custom games in which somebody is missing.
    ready_since BIGINT,
    -- Messages so far, which are told and not kept.
    said        BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX lobbies_ready ON lobbies (ready_since, id) WHERE ready_since IS NOT NULL;
CREATE INDEX lobbies_match ON lobbies (match_code) WHERE match_code IS NOT NULL;

-- Who is in which.
CREATE TABLE lobby_members (
    -- The order of their coming.
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: nobody is in a lobby that is not.
    lobby_id BIGINT NOT NULL REFERENCES lobbies (id) ON DELETE CASCADE,
    -- Nobody is in two. Cascade: for guests who are forgotten after weeks; everybody else leaves first, as the others have to hear.
    user_id  BIGINT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    join_at  BIGINT NOT NULL,
    creator  BOOLEAN NOT NULL,
    ready    BOOLEAN NOT NULL,
    -- a, b, spectator; always a in clash.
    team     TEXT NOT NULL
);

CREATE INDEX lobby_members_lobby ON lobby_members (lobby_id, id);
-- One at most, whatever the program believes.
CREATE UNIQUE INDEX lobby_members_one_creator ON lobby_members (lobby_id) WHERE creator;

-- Who cannot come back.
CREATE TABLE lobby_bans (
    -- Cascade: nobody is kept out of what is not.
    lobby_id BIGINT NOT NULL REFERENCES lobbies (id) ON DELETE CASCADE,
    -- Cascade: a user who is gone comes nowhere.
    user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (lobby_id, user_id)
) WITHOUT ROWID;

-- Invitations that wait: told again to whoever opens the event stream anew, until they are taken or their place is gone.
CREATE TABLE invitations (
    -- The event that told of it first, which itself is kept for minutes only.
    event_id   INTEGER PRIMARY KEY,
    -- The invited. Cascade: a user who is gone is not invited.
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Who invites.
    inviter_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Where to: the kind of the place and its code.
    place      TEXT NOT NULL,
    -- The event as it was sent.
    code       TEXT NOT NULL,
    envelope   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Nobody invites the same user to the same place twice.
    UNIQUE (user_id, place, inviter_id)
);

CREATE INDEX invitations_place ON invitations (place);
CREATE INDEX invitations_inviter ON invitations (inviter_id);
