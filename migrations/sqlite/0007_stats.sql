-- What users have done: moved by the transaction that ends a match, once. Times are milliseconds since 1970 UTC.

CREATE TABLE stats (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: belongs to the user.
    user_id            BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- global, duel, clash, ranked, tournament.
    game_mode          TEXT NOT NULL,
    played             BIGINT NOT NULL DEFAULT 0,
    wins               BIGINT NOT NULL DEFAULT 0,
    scored             BIGINT NOT NULL DEFAULT 0,
    own_goals          BIGINT NOT NULL DEFAULT 0,
    longest_win_streak BIGINT NOT NULL DEFAULT 0,
    win_streak         BIGINT NOT NULL DEFAULT 0,
    -- Brackets won; only with tournament.
    tournament_wins    BIGINT NOT NULL DEFAULT 0,
    UNIQUE (user_id, game_mode)
);

-- Where users stand on the ladder of each game.
CREATE TABLE ranks (
    -- Cascade: belongs to the user.
    user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- duel, clash.
    game     TEXT NOT NULL,
    trophies BIGINT NOT NULL DEFAULT 0,
    played   BIGINT NOT NULL DEFAULT 0,
    won      BIGINT NOT NULL DEFAULT 0,
    lost     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, game)
);

-- The leaderboard.
CREATE INDEX ranks_trophies ON ranks (game, trophies DESC, user_id) WHERE trophies > 0;

-- How trophies changed, for the line on the profile.
CREATE TABLE trophy_changes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: belongs to the user.
    user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    game     TEXT NOT NULL,
    -- No cascade: matches stay.
    match_id BIGINT NOT NULL REFERENCES matches (id),
    change   BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    at       BIGINT NOT NULL
);

CREATE INDEX trophy_changes_user ON trophy_changes (user_id, id);

-- Pictures that somebody has unlocked; once unlocked they stay. Guest and Register are known without a row.
CREATE TABLE unlocked_pictures (
    -- Cascade: belongs to the user.
    user_id     BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    picture     BIGINT NOT NULL,
    unlocked_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, picture)
);

-- Names are looked for by any part of them, and listed in order.
CREATE INDEX users_names ON users (username_lower) WHERE NOT is_guest AND NOT deleted;
