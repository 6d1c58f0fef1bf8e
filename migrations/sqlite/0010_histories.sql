-- The history of a user is counted and paged without looking at matches: a seat knows whether it belongs there.

-- Whether the match is over and somebody came to it: one that nobody came to is in no history.
ALTER TABLE match_players ADD COLUMN listed BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE match_players SET listed = TRUE
WHERE NOT open AND match_id IN (SELECT id FROM matches WHERE finished_at IS NOT NULL AND finish_reason <> 'players-timeout');

CREATE INDEX match_players_listed ON match_players (user_id, match_id) WHERE listed;
