-- How users stand to each other: friends, those who want to be, and those who keep somebody away. Times are milliseconds since 1970 UTC.

-- A friendship, once for both. Who is `low` and who `high` says nothing but which id is smaller.
CREATE TABLE friendships (
    -- AUTOINCREMENT: an id that was announced as ended never comes to mean another friendship.
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: ends with either of the two.
    low_id           BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Cascade: likewise.
    high_id          BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since            BIGINT NOT NULL,
    -- Matches that count, played since they are friends: against each other, and of those won by either; on the same side, and won.
    matches_against  BIGINT NOT NULL DEFAULT 0,
    low_wins         BIGINT NOT NULL DEFAULT 0,
    high_wins        BIGINT NOT NULL DEFAULT 0,
    matches_together BIGINT NOT NULL DEFAULT 0,
    won_together     BIGINT NOT NULL DEFAULT 0,
    CHECK (low_id < high_id),
    UNIQUE (low_id, high_id)
);

CREATE INDEX friendships_high ON friendships (high_id);

-- A wish for friendship that waits for an answer. Answered, taken back or overtaken by a block, the row goes.
CREATE TABLE friend_requests (
    -- AUTOINCREMENT: as above.
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: a request without one of the two is nothing.
    sender_id   BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Cascade: likewise.
    receiver_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    send_at     BIGINT NOT NULL,
    -- Whether the receiver has looked at it: what the counter of the bar counts.
    seen        BOOLEAN NOT NULL DEFAULT FALSE,
    CHECK (sender_id <> receiver_id),
    UNIQUE (sender_id, receiver_id)
);

CREATE INDEX friend_requests_receiver ON friend_requests (receiver_id);

-- Somebody who keeps somebody else away.
CREATE TABLE blocks (
    -- AUTOINCREMENT: as above.
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: ends with either of the two.
    blocker_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Cascade: likewise.
    blocked_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_at  BIGINT NOT NULL,
    CHECK (blocker_id <> blocked_id),
    UNIQUE (blocker_id, blocked_id)
);

CREATE INDEX blocks_blocked ON blocks (blocked_id);

-- Whom a user may not find: everybody who blocked that user. What every list and search leaves out.
CREATE VIEW hidden (viewer_id, user_id) AS SELECT blocked_id, blocker_id FROM blocks;

-- Who is kept apart, in both directions, and since when: status, invitations, pairing, live matches.
CREATE VIEW apart (user_id, other_id, since) AS
    SELECT blocker_id, blocked_id, blocked_at FROM blocks
    UNION ALL
    SELECT blocked_id, blocker_id, blocked_at FROM blocks;

-- Friendships as each of the two has them.
CREATE VIEW friends (id, user_id, friend_id, since, against, friend_wins, my_wins, together, won_together) AS
    SELECT id, low_id, high_id, since, matches_against, high_wins, low_wins, matches_together, won_together FROM friendships
    UNION ALL
    SELECT id, high_id, low_id, since, matches_against, low_wins, high_wins, matches_together, won_together FROM friendships;
