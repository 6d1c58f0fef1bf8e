-- Tournaments: a knock-out of 4, 8 or 16, which runs itself. Rows are the whole truth, so a restart is a pause. Times are milliseconds
-- since 1970 UTC. Matches already say which tournament they belong to.

-- How long the players of a match have to come, ticks of the simulation. NULL: as for most matches.
ALTER TABLE matches ADD COLUMN connect_ticks BIGINT;

-- What a tournament is, and where it stands.
CREATE TABLE tournaments (
    -- AUTOINCREMENT: matches name it for ever, so an id is never used again.
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    -- For those who join.
    code           TEXT NOT NULL UNIQUE,
    -- For people.
    name           TEXT NOT NULL,
    -- In lower case, as names are compared.
    name_lower     TEXT NOT NULL,
    -- 4, 8, 16.
    size           BIGINT NOT NULL,
    -- In no list.
    private        BOOLEAN NOT NULL,
    -- Seconds that players have to turn up. NULL: none was set.
    forfeit_after  BIGINT,
    created_at     BIGINT NOT NULL,
    -- Who organises it now. No cascade: users are never removed who are in one.
    created_by     BIGINT NOT NULL REFERENCES users (id),
    -- gathering, running, finished.
    phase          TEXT NOT NULL,
    -- When it starts by itself; then when it did. NULL: not yet.
    start_at       BIGINT,
    -- The stage that is played: 4 is the round of 16, 1 the final. NULL: not running.
    stage          BIGINT,
    -- When the matches of that stage are made. NULL: they are.
    round_at       BIGINT,
    -- Who won. NULL: nobody, or nobody yet.
    winner_id      BIGINT REFERENCES users (id),
    -- Messages that were said in it; the number of the last one.
    messages       BIGINT NOT NULL DEFAULT 0
);

-- Those that have not ended are few: they are looked through again and again, and their names are taken.
CREATE UNIQUE INDEX tournaments_live_name ON tournaments (name_lower) WHERE phase <> 'finished';

-- Who is in it, or went away after the start.
CREATE TABLE tournament_players (
    -- Cascade: a tournament that is called off is gone with everything in it.
    tournament_id  BIGINT NOT NULL REFERENCES tournaments (id) ON DELETE CASCADE,
    -- No cascade: who played is kept as `deleted user`.
    user_id        BIGINT NOT NULL REFERENCES users (id),
    join_at        BIGINT NOT NULL,
    -- The order in which they came, from 1.
    joined         BIGINT NOT NULL,
    -- From 1, the strongest. NULL: before the start.
    seed           BIGINT,
    -- The stage that the player is in, or was last in. NULL: before the start.
    stage          BIGINT,
    -- Whether the player can still win.
    still_in       BOOLEAN NOT NULL,
    -- Went away after the start, and hears of it no more.
    has_left       BOOLEAN NOT NULL,
    PRIMARY KEY (tournament_id, user_id)
);

-- The tournaments of a user.
CREATE INDEX tournament_players_user ON tournament_players (user_id, tournament_id);

-- The bracket, from the start.
CREATE TABLE tournament_matches (
    -- Cascade: as above.
    tournament_id  BIGINT NOT NULL REFERENCES tournaments (id) ON DELETE CASCADE,
    stage          BIGINT NOT NULL,
    -- Place in the stage, from 1.
    n              BIGINT NOT NULL,
    -- NULL: not known yet, or nobody.
    user_1         BIGINT REFERENCES users (id),
    user_2         BIGINT REFERENCES users (id),
    -- open: not yet; due: to be made; made: is played; over.
    state          TEXT NOT NULL,
    -- Who has not turned up by then forfeits. NULL: neither due nor made.
    due_at         BIGINT,
    -- NULL: not made, or never played.
    match_id       BIGINT UNIQUE REFERENCES matches (id),
    -- The server gave the match up once already; the second time ends it.
    aborted        BOOLEAN NOT NULL,
    -- 1 or 2: who goes on. NULL: nobody, or nobody yet.
    winner         BIGINT,
    -- normal-end and so on, once over.
    finish_reason  TEXT,
    score_winner   BIGINT,
    score_looser   BIGINT,
    PRIMARY KEY (tournament_id, stage, n)
);

-- Who cannot come back.
CREATE TABLE tournament_bans (
    -- Cascade: as above.
    tournament_id  BIGINT NOT NULL REFERENCES tournaments (id) ON DELETE CASCADE,
    -- Cascade: guests who are removed are nobody's any more.
    user_id        BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (tournament_id, user_id)
);
