# Tournaments: the lists, a new one, the room before it begins, the bracket, and its end.

tournaments-title = Tournaments
tournaments-all = All tournaments
tournaments-open = Join
tournaments-running = Running
tournaments-past = Mine
tournaments-search = Search by name
tournaments-open-empty = No tournament waits for players
tournaments-open-empty-note = Public tournaments that can still be joined are listed here. Organise one: it starts by itself once enough have come.
tournaments-open-none = No such tournament
tournaments-open-none-note = None that waits for players has this in its name. A private one is reached by its code.
tournaments-more = { $count ->
    [one] One more. Type more of its name.
   *[other] { $count } more. Type more of the name.
}
tournaments-running-empty = No tournament runs
tournaments-running-empty-note = Public tournaments that have begun are listed here, and every match of them can be watched.
tournaments-past-empty = You have played in no tournament yet
tournaments-past-empty-note = The brackets of those that you played in stay here, and every match can be seen again.
tournaments-offline = No connection to the server
tournaments-offline-note = Tournaments are listed here as soon as it answers again.
tournaments-signed-out = Play as a guest, or sign in
tournaments-signed-out-note = Guests can join. Watching needs no name at all: type the code of a tournament above.

tournament-create = Organise a tournament
tournament-needs-account = Organising needs an account
tournament-needs-account-note = Guests can join and watch. A guest who registers keeps everything that was played.
tournament-name = Name of the tournament
tournament-places = Places
tournament-places-note = It starts by itself once it is full, or 20 seconds after 80 % of the places are taken.
tournament-forfeit = Time to turn up for a match
tournament-forfeit-usual = 1 min
tournament-forfeit-30 = 30 s
tournament-forfeit-120 = 2 min
tournament-forfeit-300 = 5 min
tournament-forfeit-note = Whoever has not come by then loses that match.
tournament-private = Private
tournament-private-note = In no list. Only those who have the code, or are invited, can join.
tournament-make = Open it for players
tournament-code = Code or link of a tournament
tournament-nonsense = This is no code and no link of a tournament. A code looks like R2CV8N.
tournament-not-found = This tournament cannot be seen
tournament-back-to = Back to { $name }
tournament-taken = { $taken } of { $places } places taken
tournament-by = Organised by { $name }
tournament-join = Join
tournament-full = Full
tournament-to-it = You are in it
tournament-bracket = Bracket
tournament-size = { $places } places
tournament-won-by = { $name } has won
tournament-nobody = Nobody has won: both finalists forfeited

tournament-is-private = Private
tournament-is-public = Public
tournament-turn-up = { $seconds } s to turn up
tournament-starts-in = Starts in { $seconds } s
tournament-starts-full = Starts as soon as all places are taken.
tournament-starts-when = Starts once all places are taken, or 20 seconds after { $enough } of { $places } are.
tournament-free = { $count ->
    [one] One place is free.
   *[other] { $count } places are free.
}
tournament-organiser = Organiser
tournament-ban = Put out
tournament-ban-name = Put { $name } out
tournament-ban-question = Put { $name } out for good?
tournament-copy-code = Copy the code
tournament-copy-link = Copy the link
tournament-code-note = Whoever has this code can join.
tournament-invite = Invite friends
tournament-leave = Leave the tournament

tournament-next-now = Your match against { $name } waits for you
tournament-next-soon = You play next against { $name }, in a moment
tournament-next-either = You play next against { $one } or { $other }
tournament-next-later = You are through. Your next opponent is not known yet
tournament-out = You are out. Every match can be watched
tournament-you-won = You have won
tournament-runs = Running. Press a match to watch it
tournament-play = Play now
tournament-courts = { $count ->
    [one] Watch the match
   *[other] Watch all { $count }
}
tournament-tree = Back to the bracket
tournament-give-up = Give up
tournament-give-up-question = Leave this tournament? You cannot come back.
tournament-close = Done
tournament-triumph = Winner of { $name }
tournament-triumph-on = See the bracket

stage-round-of-16 = Round of 16
stage-quarter-final = Quarter-finals
stage-semi-final = Semi-finals
stage-final = Final
bracket-before = The round before
bracket-after = The next round
bracket-match = { $stage }, match { $number }: { $one }, { $other }. { $state }
bracket-ahead = Not yet
bracket-soon = Begins in a moment
bracket-due = Waits for its players
bracket-running = Is being played
bracket-over = Over
bracket-forfeit-over = Over by forfeit
bracket-bye-over = Nothing to play
bracket-open = still open
bracket-bye = bye
bracket-nobody = nobody
bracket-forfeit = forfeit
bracket-play = Play this match
bracket-watch = Watch this match
bracket-again = See this match again

toast-tournament-invite = { $name } invites you to a tournament.
toast-tournament-invite-somebody = You are invited to a tournament.
toast-tournament-started = { $name } has begun.
toast-tournament-soon = { $name } starts in 20 seconds.
toast-tournament-due = Your match against { $name } is due.
toast-tournament-said = { $name }: { $text }
toast-tournament-promoted = You organise { $name } now.
toast-tournament-banned = You were put out of { $name }.
toast-tournament-destroyed = { $name } was called off: nobody is left to organise it.
toast-tournament-finished = { $text } has won { $name }.
toast-tournament-nobody = { $name } is over, and nobody has won it.

strip-tournament = In the tournament { $name }: { $people }
strip-tournament-runs = The tournament { $name } goes on
strip-to-tournament = To the tournament
