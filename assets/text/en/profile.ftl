# Profiles, and the pictures to choose from.

profile-nobody = Nobody is signed in
profile-nobody-note = Sign in to see profiles, or play as a guest.
profile-offline-note = This is seen as soon as the server answers again.
profile-guest = Guest
profile-friends = { $count ->
    [one] { $count } friend
   *[other] { $count } friends
}
profile-friends-since = Friends since { $ago }
profile-trophies-count = { $count ->
    [one] { $count } trophy
   *[other] { $count } trophies
}
profile-catchphrase = Line under your name
profile-bio = About you ({ $count } of { $max })
profile-edit = Edit
profile-choose-picture = Choose a picture
profile-account = Account
profile-ranks = Ranks
profile-no-ranks = Ranked matches are for accounts.
profile-rank = { $game }: { $tier }
profile-ranked = { $played ->
    [0] No ranked match yet
    [one] One ranked match: { $won } won, { $lost } lost
   *[other] { $played } ranked matches: { $won } won, { $lost } lost
}
profile-trophies = Trophies over time
profile-trophies-line = Trophies over time: from { $first } to { $last }
profile-trophies-empty = Ranked matches draw a line here.
profile-form = Form
profile-form-empty = The last 20 matches stand here, one beside the other.
profile-form-words = { $won } won and { $lost } lost of the last { $of }; the latest on the right
profile-against = { $result } against { $name }
profile-results = Results
profile-won-of = { $won } won of { $played }
profile-played = { $count ->
    [one] One match that counts
   *[other] { $count } matches that count
}
profile-goals = { $count ->
    [one] One goal
   *[other] { $count } goals
}
profile-own-goals = { $count ->
    [one] One own goal
   *[other] { $count } own goals
}
profile-streak = Wins in a row: { $current } now, { $longest } at best
profile-tournaments = { $count ->
    [one] One tournament won
   *[other] { $count } tournaments won
}
profile-versus = Head-to-head
profile-versus-empty = You have not played with or against each other yet.
profile-versus-count = { $count ->
    [one] One match against each other
   *[other] { $count } matches against each other
}
profile-together = { $count ->
    [one] One match together, { $won } won
   *[other] { $count } matches together, { $won } won
}
profile-you = You
profile-matches = Matches
profile-matches-empty-note = Their matches against people are listed here, to be seen again.
toast-picture-unlocked = New picture unlocked: { $name }

tier-unranked = Unranked
tier-bronze = Bronze
tier-silver = Silver
tier-gold = Gold
tier-diamond = Diamond
tier-master = Master
tier-mythic = Mythic

pictures-title = Pictures
pictures-count = { $count } of { $all } unlocked. A picture, once unlocked, stays.
picture-worn = Yours now
picture-choose = Put it on
picture-0 = Guest
picture-0-reason = Be a guest.
picture-1 = Register
picture-1-reason = Have an account.
picture-2 = Tournament Winner
picture-2-reason = Win a tournament.
picture-3 = Tournament Master
picture-3-reason = Win 10 tournaments.
picture-4 = Tournament God
picture-4-reason = Win 100 tournaments.
picture-5 = Clash Winner
picture-5-reason = Win 10 clash matches.
picture-6 = Clash Master
picture-6-reason = Win 50 clash matches.
picture-7 = Clash God
picture-7-reason = Win 100 clash matches.
picture-8 = Duel Winner
picture-8-reason = Win 10 duels.
picture-9 = Duel Master
picture-9-reason = Win 50 duels.
picture-10 = Duel God
picture-10-reason = Win 100 duels.
picture-11 = Ranked Bronze
picture-11-reason = Reach 100 trophies.
picture-12 = Ranked Silver
picture-12-reason = Reach 500 trophies.
picture-13 = Ranked Gold
picture-13-reason = Reach 1000 trophies.
picture-14 = Ranked Diamond
picture-14-reason = Reach 2000 trophies.
picture-15 = Ranked Master
picture-15-reason = Reach 3000 trophies.
picture-16 = Ranked Mythic
picture-16-reason = Reach 5000 trophies.
picture-17 = Fun Player
picture-17-reason = Play a duel, a clash, a ranked match and a tournament.
picture-18 = Scorer
picture-18-reason = Score 100 goals.
picture-19 = God Scorer
picture-19-reason = Score 1000 goals.
picture-20 = One Friend
picture-20-reason = Have a friend.
picture-21 = Popular Guy
picture-21-reason = Have 50 friends.
picture-22 = Win Streak Player
picture-22-reason = Win 10 matches in a row in one mode.
