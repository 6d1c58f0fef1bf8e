# Lobbies: where people gather before a match.

lobby-title = Lobby
lobby-title-custom = Private lobby
lobby-title-clash = Team for three against three
lobby-entering = Going into { $code }
lobby-making = Making a lobby
lobby-unknown = There is no lobby with this code, or not any more.
lobby-none = You are in no lobby
lobby-none-note = Make one, and send its code to whoever is to come. Or enter the code of somebody else on the first screen.
lobby-none-guest = Guests come in with a code: enter it on the first screen. To make a lobby you need an account.
lobby-offline-note = Lobbies are here as soon as it answers again.
lobby-banned = You were sent away from the lobby.
lobby-destroyed = The lobby has ended: nobody with an account was left.
lobby-copy-code = Copy the code
lobby-copy-link = Copy a link
lobby-people = { $people } of { $places } people
lobby-rules = { $kind }, { $goals ->
    [1] one goal wins
   *[other] { $goals } goals win
}
lobby-side-a = Side A
lobby-side-b = Side B
lobby-bench = Bench
lobby-bench-empty = Whoever only wants to watch sits here.
lobby-bench-note = Those on the bench watch. Take a seat to play.
lobby-team = Your team
lobby-sit-here = Sit here
lobby-sit-a = Sit on side A
lobby-sit-b = Sit on side B
lobby-to-bench = To the bench
lobby-free = Free
lobby-creator = { $name } set this lobby up
lobby-is-ready = { $name } is ready
lobby-is-not-ready = { $name } is not ready yet
lobby-ready = Ready
lobby-unready = Not ready yet
lobby-leave = Leave
lobby-ban = Send away
lobby-ban-name = Send { $name } away
lobby-ban-question = Send { $name } away? They cannot come back into this lobby.
lobby-state-playing = The match is running.
lobby-state-missing = { $count ->
    [one] One player is missing. Give the code to somebody.
   *[other] { $count } players are missing. Give the code to somebody.
}
lobby-state-late = The match begins when everybody is ready. Not yet: { $names }
lobby-state-begins = Everybody is ready: the match begins.
lobby-state-team = The search begins when everybody is ready. Not yet: { $names }
lobby-state-searching = Looking for other teams
lobby-watch = Watch the match
lobby-back-to-match = Back to the match
lobby-sides = Players on each side
lobby-invite = Invite friends
lobby-invite-not-creator = Whoever set the lobby up invites. You can pass the code on.
lobby-is-full = The lobby is full.
lobby-toast-joined = { $name } is in your lobby
lobby-toast-begins = The match of your lobby begins: watch it from there
lobby-toast-clash = { $name } invites you into a team
lobby-toast-1v1 = { $name } invites you to a match
lobby-toast-3v3 = { $name } invites you to three against three
