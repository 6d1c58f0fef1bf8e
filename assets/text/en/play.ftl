# The court: what is written on it and around it, the pause, the result.

court-you = You
court-waiting = Waiting for { $name }
court-waiting-anybody = Waiting for the other player
court-away = { $name } is away
court-held = The serve waits
court-connecting = Connecting
court-reconnecting = Connection lost. Trying again
court-seconds = { $seconds } s
court-wins = { $name } wins
court-team-wins = { $names } win
court-goal = Goal: { $name }
court-own-goal = Own goal: { $name }
court-away-several = Away: { $name }
court-pad = Gamepad { $number }
court-warm-up = Warm-up
court-spectators = { $count ->
    [one] { $count } person watches
   *[other] { $count } people watch
}

link-frames = { $count } frames a second
link-rtt = Round trip { $ms } ms
link-jitter = Jitter { $ms } ms
link-late = Late inputs { $count }
link-rollback = Rolled back { $ticks } ticks
link-resyncs = Log asked for again { $count }
link-lost = No connection

pause-title = Pause
pause-online-hint = The match goes on while this is open.
pause-continue = Continue
pause-settings = Settings
pause-leave = Leave the match
pause-leave-title = Leave this match?
pause-leave-online = You lose it unless you come back within 30 seconds.
pause-leave-local = This match ends without a result.
pause-stay = Stay
pause-leave-yes = Leave

result-you-win = You win
result-you-lose = You lose
result-wins = { $name } wins
result-team-wins = { $names } win
result-nobody = No winner
result-reason-player-disconnect = A player left and did not come back.
result-reason-player-not-connected = A player did not come.
result-reason-players-timeout = Nobody came.
result-reason-game-not-played = The match was not played.
result-reason-aborted = The server gave the match up.
result-returns = Returns
result-goals = Goals
result-own-goals = Own goals
result-duration = Time
result-longest-rally = Longest rally
result-code = Match
result-go-on = Go on
result-again = Play again
result-rematch = Rematch
result-menu = To the menu

theatre-time = Time
theatre-play = Play
theatre-pause = Pause
theatre-step-back = One tick back
theatre-step = One tick on
theatre-rally-before = The rally before
theatre-rally-after = The next rally
theatre-slower = Slower
theatre-faster = Faster
theatre-live = Live
theatre-to-live = To what happens now
theatre-take-over = Play from here
theatre-take-over-note = Take a paddle. A bot has every other one.
theatre-copy = Copy the link to this moment
theatre-link-copied = The link is copied.
theatre-leave = Leave
theatre-left = Left
theatre-right = Right
result-replay = See it again
theatre-weaker = Weaker bots
theatre-stronger = Stronger bots

wall-open = Watch this one alone
wall-court = { $left } { $goals-left } : { $goals-right } { $right }, watch
wall-over = It is over
wall-lost = Cannot be seen
wall-waiting = Waiting for the players

stakes-tier = { $tier } · { $trophies }
stakes-at = Win { $win } · Loss { $loss }
stakes-counting = The trophies are being counted.
stakes-change = Trophies: { $before } → { $after }
stakes-tier-up = You have risen to { $tier }.
stakes-tier-down = You have fallen to { $tier }.
stakes-why-win = Your chance was { $chance } %: a win brings { $win }, a loss would have cost { $loss }.
stakes-why-loss = Your chance was { $chance } %: a loss costs { $loss }, a win would have brought { $win }.
stakes-streak = { $count } ranked wins in a row.
result-lobby = Back to the lobby
