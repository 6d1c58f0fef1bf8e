# What is around every screen.

app-name = REBOUND
bar-play = Play
bar-watch = Watch
bar-settings = Settings
back = Back
cancel = Cancel
try-again = Try again
strip-connecting = Looking for the server
strip-down = No connection to the server. Everything that does not need it works. Trying again.
strip-own-down = This machine cannot host matches now: { $reason }
strip-wrong-version = The server speaks protocol { $server }, this game { $client }. One of them needs an update.
toast-match-lost-refused = The match could not be joined: { $name }
toast-match-lost = The connection to the match was lost for too long.
toast-match-unreadable = This version cannot read that match. Update the game.
toast-session-ended = Your session has ended. Sign in again.
toast-server-restart = The server restarts soon: { $name }
toast-server-news = { $name }
