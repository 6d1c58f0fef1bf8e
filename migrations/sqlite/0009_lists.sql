-- What makes long lists quick: the list of users is searched in memory, and neither the leaderboard nor what is unread is counted by
-- looking at all of it.

-- Accounts whose name has changed, come or gone, for the list in memory, which looks here before it answers: so it never says anything
-- but what is committed. Rows go once it has read them.
CREATE TABLE name_changes (
    -- AUTOINCREMENT: it only grows, whatever is removed.
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    -- No reference: the user may be gone.
    user_id BIGINT NOT NULL
);

CREATE TRIGGER users_names_inserted AFTER INSERT ON users WHEN NOT NEW.is_guest
BEGIN
    INSERT INTO name_changes (user_id) VALUES (NEW.id);
END;

CREATE TRIGGER users_names_updated AFTER UPDATE OF username_lower, is_guest, deleted ON users WHEN NOT (NEW.is_guest AND OLD.is_guest)
BEGIN
    INSERT INTO name_changes (user_id) VALUES (NEW.id);
END;

CREATE TRIGGER users_names_deleted AFTER DELETE ON users WHEN NOT OLD.is_guest
BEGIN
    INSERT INTO name_changes (user_id) VALUES (OLD.id);
END;

-- How many users have trophies in each game.
CREATE TABLE ladders (
    -- duel, clash.
    game   TEXT PRIMARY KEY,
    ranked BIGINT NOT NULL
);

INSERT INTO ladders (game, ranked) VALUES
    ('duel', (SELECT COUNT(*) FROM ranks WHERE game = 'duel' AND trophies > 0)),
    ('clash', (SELECT COUNT(*) FROM ranks WHERE game = 'clash' AND trophies > 0));

CREATE TRIGGER ranks_inserted AFTER INSERT ON ranks WHEN NEW.trophies > 0
BEGIN
    UPDATE ladders SET ranked = ranked + 1 WHERE game = NEW.game;
END;

CREATE TRIGGER ranks_updated AFTER UPDATE OF trophies ON ranks WHEN (NEW.trophies > 0) <> (OLD.trophies > 0)
BEGIN
    UPDATE ladders SET ranked = ranked + (NEW.trophies > 0) - (OLD.trophies > 0) WHERE game = NEW.game;
END;

CREATE TRIGGER ranks_deleted AFTER DELETE ON ranks WHEN OLD.trophies > 0
BEGIN
    UPDATE ladders SET ranked = ranked - 1 WHERE game = OLD.game;
END;

-- Conversations with something unread, which the bar counts.
CREATE INDEX chats_low_unread ON chats (low_id, high_id) WHERE low_view AND low_unread > 0;
CREATE INDEX chats_high_unread ON chats (high_id, low_id) WHERE high_view AND high_unread > 0;
