-- Conversations, channels, notices and challenges. Times are milliseconds since 1970 UTC.

-- A conversation, once for both; `low` and `high` as in friendships. What each side has read and still has to read is kept here, so
-- that counting never reads messages.
CREATE TABLE chats (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    -- No cascade: the other side keeps the conversation, with a deleted user in it.
    low_id           BIGINT NOT NULL REFERENCES users (id),
    high_id          BIGINT NOT NULL REFERENCES users (id),
    created_at       BIGINT NOT NULL,
    -- The newest message; 0: none yet. Also the order of lists.
    last_message_id  BIGINT NOT NULL DEFAULT 0,
    -- Whether each side has it among the shown ones.
    low_view         BOOLEAN NOT NULL DEFAULT FALSE,
    high_view        BOOLEAN NOT NULL DEFAULT FALSE,
    -- The newest message that each side has read.
    low_read         BIGINT NOT NULL DEFAULT 0,
    high_read        BIGINT NOT NULL DEFAULT 0,
    -- Messages of the other that each side has not read.
    low_unread       BIGINT NOT NULL DEFAULT 0,
    high_unread      BIGINT NOT NULL DEFAULT 0,
    CHECK (low_id < high_id),
    UNIQUE (low_id, high_id)
);

CREATE INDEX chats_low ON chats (low_id, last_message_id);
CREATE INDEX chats_high ON chats (high_id, last_message_id);

-- Conversations as each of the two has them.
CREATE VIEW conversations (id, user_id, other_id, created_at, last_message_id, shown, other_shown, read_through, other_read_through, unread) AS
    SELECT id, low_id, high_id, created_at, last_message_id, low_view, high_view, low_read, high_read, low_unread FROM chats
    UNION ALL
    SELECT id, high_id, low_id, created_at, last_message_id, high_view, low_view, high_read, low_read, high_unread FROM chats;

-- One user's wish to play another.
CREATE TABLE challenges (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- duel, clash.
    game        TEXT NOT NULL,
    -- No cascade: a settled one stays in conversations and histories, with a deleted user in it.
    sender_id   BIGINT NOT NULL REFERENCES users (id),
    receiver_id BIGINT NOT NULL REFERENCES users (id),
    -- pending, accepted, declined, cancelled, expired: it leaves pending once, and only from there.
    state       TEXT NOT NULL DEFAULT 'pending',
    created_at  BIGINT NOT NULL,
    -- NULL: waits until it is answered.
    expires_at  BIGINT,
    settled_at  BIGINT,
    -- The match, once accepted.
    match_code  TEXT,
    CHECK (sender_id <> receiver_id)
);

-- One at a time for each direction and game, whatever the program believes.
CREATE UNIQUE INDEX challenges_one_pending ON challenges (sender_id, receiver_id, game) WHERE state = 'pending';
CREATE INDEX challenges_pending_receiver ON challenges (receiver_id) WHERE state = 'pending';
-- Whose time is over, and whose is next.
CREATE INDEX challenges_expiring ON challenges (expires_at) WHERE state = 'pending';
CREATE INDEX challenges_sender ON challenges (sender_id, id);
CREATE INDEX challenges_receiver ON challenges (receiver_id, id);

-- Messages of conversations, of public channels, and notices. Exactly one of the three places is named.
CREATE TABLE messages (
    -- AUTOINCREMENT: the newest message has the highest id, for ever; read marks depend on it.
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Cascade: never used, because conversations stay.
    chat_id      BIGINT REFERENCES chats (id) ON DELETE CASCADE,
    -- A public channel.
    channel      TEXT,
    -- Whose notice it is. Cascade: nobody else reads it.
    owner_id     BIGINT REFERENCES users (id) ON DELETE CASCADE,
    -- NULL: the game's own. No cascade: the other side keeps what was said, by a deleted user.
    author_id    BIGINT REFERENCES users (id),
    content      TEXT NOT NULL,
    sent_at      BIGINT NOT NULL,
    -- text, challenge, notice.
    kind         TEXT NOT NULL,
    challenge_id BIGINT REFERENCES challenges (id),
    -- Which of its conversation, from 1 and without gaps, because nothing leaves one: so many there are up to it. 0 elsewhere.
    place        BIGINT NOT NULL DEFAULT 0,
    CHECK ((chat_id IS NOT NULL) + (channel IS NOT NULL) + (owner_id IS NOT NULL) = 1)
);

CREATE INDEX messages_chat ON messages (chat_id, id) WHERE chat_id IS NOT NULL;
CREATE INDEX messages_channel ON messages (channel, id) WHERE channel IS NOT NULL;
CREATE INDEX messages_owner ON messages (owner_id, id) WHERE owner_id IS NOT NULL;
-- Notices that are old.
CREATE INDEX messages_notices_sent ON messages (sent_at) WHERE owner_id IS NOT NULL;
CREATE INDEX messages_challenge ON messages (challenge_id) WHERE challenge_id IS NOT NULL;
CREATE INDEX messages_author ON messages (author_id, id) WHERE author_id IS NOT NULL;
