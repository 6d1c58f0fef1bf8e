# The first screen.

start-tagline = Pong against people
start-play = Play now
start-play-guest = A duel with the next person, as a guest
start-play-as = A duel with the next person, as { $name }
start-play-offline = Needs a server, and there is none just now
start-by-choice = You play offline
start-by-choice-note = Nobody can challenge you. Press to play online again.
start-back = Back to your match ({ $score })
start-back-note = Against { $name }; your seat is kept for half a minute
start-hosting = You host. Others on this network join with: rebound --server { $address }
start-hot-seat = Two on this keyboard
start-practice = Practice
start-sign-in = Sign in
start-register = Register
start-keep-guest = Keep { $name }: make it an account
start-watch-note = Matches that run, and those that were played
start-quit = Quit
