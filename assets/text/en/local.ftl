# Practice, and two on one keyboard.

practice-title = Practice
practice-note = A rally against a bot. It reads the ball as a person does, and makes a person's mistakes.
practice-level-1 = Sleepy
practice-level-2 = Beginner
practice-level-3 = Steady
practice-level-4 = Quick
practice-level-5 = Sharp
practice-level-6 = Fierce
practice-level-7 = Relentless
practice-level = Level { $level }
practice-start = Start
practice-goals = First to { $goals ->
    [one] { $goals } goal
   *[other] { $goals } goals
}
practice-fewer = Fewer goals
practice-more = More goals

hot-seat-left = Left
hot-seat-right = Right
hot-seat-name = Name
hot-seat-guest = Plays as a guest
hot-seat-sign-in = Sign in for this match
hot-seat-signed-in = Signed in for this match
hot-seat-sign-out = Play as a guest
hot-seat-player-1 = Player 1
hot-seat-player-2 = Player 2
hot-seat-up = up
hot-seat-down = down
hot-seat-start = Start
hot-seat-counts = Both are signed in: this match counts, and the server referees it.
hot-seat-free = This match counts for nobody. It counts when both sign in.
hot-seat-same = The same account cannot play on both sides.
