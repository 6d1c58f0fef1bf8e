-- Matches, running and finished. Times are milliseconds since 1970 UTC; the state of a running match is in no table: it is
-- computed from its log, which lies in the journal while the match runs and here when it is over.

CREATE TABLE matches (
    -- AUTOINCREMENT: the newest matches are those with the highest ids, for ever.
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Its name for ever. Rows are never removed, so a code is never used again.
    code                TEXT NOT NULL UNIQUE,
    -- duel, ranked, clash, custom_game, tournament, local.
    game_mode           TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    -- Rules and seed: with them the log gives the match. Court: duel, clash, local.
    court               TEXT NOT NULL,
    goals_to_win        BIGINT NOT NULL,
    time_limit_ticks    BIGINT NOT NULL,
    -- 64 bits, kept as a signed number.
    seed                BIGINT NOT NULL,
    -- The version of the simulation that plays it; a log of another one is refused by name.
    sim_version         BIGINT NOT NULL,
    -- Decided when the match is made.
    spectators_allowed  BOOLEAN NOT NULL,
    -- Whether it counts for statistics.
    counts              BOOLEAN NOT NULL,
    -- The tournament it belongs to, the stage, and the place in it.
    tournament_id       BIGINT,
    tournament_stage_id BIGINT,
    tournament_n        BIGINT,
    -- NULL: running. Everything below is written with it, in one transaction, once.
    finished_at         BIGINT,
    -- normal-end, player-disconnect, player-not-connected, players-timeout, game-not-played, aborted.
    finish_reason       TEXT,
    -- a, b, or NULL: nobody.
    winner              TEXT,
    -- Steps of the simulation, 120 a second.
    ticks               BIGINT NOT NULL DEFAULT 0,
    score_a             BIGINT NOT NULL DEFAULT 0,
    score_b             BIGINT NOT NULL DEFAULT 0
);

-- Found again when the server starts.
CREATE INDEX matches_running ON matches (id) WHERE finished_at IS NULL;

-- Who played, and what they did.
CREATE TABLE match_players (
    -- Cascade: never used, because matches stay; a seat without a match is nothing.
    match_id  BIGINT NOT NULL REFERENCES matches (id) ON DELETE CASCADE,
    -- The seat: a0 a1 a2 b0 b1 b2 are 0 to 5.
    slot      BIGINT NOT NULL,
    -- No cascade: a user who played is kept as `deleted user`.
    user_id   BIGINT NOT NULL REFERENCES users (id),
    -- Whether the match has not ended.
    open      BOOLEAN NOT NULL,
    goals     BIGINT NOT NULL DEFAULT 0,
    own_goals BIGINT NOT NULL DEFAULT 0,
    returns   BIGINT NOT NULL DEFAULT 0,
    -- Change of trophies. NULL: not ranked, or not finished.
    trophies  BIGINT,
    PRIMARY KEY (match_id, slot)
);

-- The history of a user, newest first.
CREATE INDEX match_players_user ON match_players (user_id, match_id);
-- A user sits in at most one unfinished match, whatever the program believes.
CREATE UNIQUE INDEX match_players_one_open ON match_players (user_id) WHERE open;

-- The log of a finished match, a few kilobytes. A table of its own, so that lists do not read it.
CREATE TABLE match_logs (
    -- Cascade: as above.
    match_id BIGINT PRIMARY KEY REFERENCES matches (id) ON DELETE CASCADE,
    -- The file, as it is downloaded.
    log      BLOB NOT NULL
);
