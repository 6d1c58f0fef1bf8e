-- There is more than one queue. Nobody waits in two, so the table stays one.

ALTER TABLE duel_places RENAME TO queue_places;
-- duel, ranked.
ALTER TABLE queue_places ADD COLUMN game_mode TEXT NOT NULL DEFAULT 'duel';
-- Trophies on the ladder of the duel when the place was taken; who waits plays nothing, so they stay the same.
ALTER TABLE queue_places ADD COLUMN trophies BIGINT NOT NULL DEFAULT 0;

-- Trophies before a ranked match, from which follows what it is about. NULL: not ranked.
ALTER TABLE match_players ADD COLUMN trophies_before BIGINT;
