# Matches that run and matches of the past: the lists, the field that opens anything, and why something is refused.

watch-title = Watch
watch-field = Code of a match, link or file
watch-open = Open
watch-opening = Opening { $name }
watch-live = Live now
watch-cups = Tournaments
watch-friends = Friends
watch-bracket = Bracket
watch-cups-empty = No tournament runs just now
watch-cups-empty-note = Public tournaments are listed here with their matches while they run.
watch-cup-players = { $count } players
watch-stage-16 = Round of 16
watch-stage-8 = Quarter-finals
watch-stage-4 = Semi-finals
watch-stage-2 = Final
watch-friends-nobody = Friends need an account
watch-friends-nobody-note = Sign in, and see here whether your friends play, and what they have played.
watch-friends-empty = No friends yet
watch-friends-empty-note = Matches of friends are listed here while they run, and afterwards.
watch-friends-find = Find friends
watch-friends-plays = Plays just now
watch-friends-played = What friends have played
watch-friends-played-none = Nothing yet.
watch-mine = My matches
watch-kept = On this machine
watch-watch = Watch
watch-again = See again
watch-copy = Copy the link
watch-guest = Continue as a guest
watch-signed-out = Sign in to see this
watch-signed-out-note = The lists are for those who have a name on the server; a guest's is enough. With its code or a link, every match that may be watched opens without one.
watch-offline = No connection to the server
watch-offline-note = What was played on this machine can be seen all the same.
watch-live-empty = Nobody plays just now
watch-live-empty-note = Matches that may be watched are listed here while they run.
watch-mine-empty = No match yet
watch-mine-empty-note = Every match against people is kept, and can be seen again from here.
watch-kept-empty = Nothing kept yet
watch-kept-empty-note = Practice, and matches of two on this keyboard, are kept here once they have ended.
watch-kept-nowhere = Nothing is kept
watch-kept-nowhere-note = This game was started without a folder for its data.
watch-kept-problem = The folder cannot be read: { $reason }
watch-kept-folder = These are files in { $folder }
watch-kept-file = A file from elsewhere
watch-practice = Practice: { $level }
watch-from-here = Played on from a replay: { $level }
watch-remove = Delete
watch-remove-question = Delete this replay for ever?
watch-remove-yes = Delete
watch-remove-no = Keep it
watch-won = Won { $score }
watch-lost = Lost { $score }
watch-nobody = Nobody won, { $score }
watch-trophies = Trophies { $count }

mode-duel = Duel
mode-ranked = Ranked
mode-clash = Clash
mode-custom-game = Private match
mode-tournament = Tournament
mode-local = Two on one keyboard

ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
exactly = { $day }, { $time } UTC

open-nonsense = This is no code of a match, no link and no file. A code looks like 7KDW3Q, a link like rebound://m/7KDW3Q.
open-not-found = There is no such match on this server, or it may not be watched.
open-unreadable = The file cannot be read: { $reason }
log-not-a-log = This file is not the log of a match.
log-newer = This match is from a newer version of the game. Update this one.
log-older = This match is from an older version of the game, and cannot be computed any more.
log-damaged = This file is damaged.
log-too-large = This file is larger than that of any match.
log-illegal = This cannot be the log of a match: something in it is impossible.
log-untrue = This file was manipulated: it claims a result that it does not lead to.

toast-not-opened = Not opened: { $name }
toast-open-later = Not opened while a match is played: { $name }
toast-link-copied = Copied: { $name }
toast-replay-not-kept = This match could not be kept on this machine: { $name }
toast-replay-not-removed = The replay could not be deleted: { $name }
