# The search for a match.

search-title = Looking for an opponent
search-elapsed = { $time }
search-title-ranked = Looking for a ranked opponent
search-within = Within { $trophies } trophies of yours; the range widens as you wait.
search-anybody = Anybody will do by now.
search-expected = About { $time } more.
search-hint = Warm up meanwhile, this rally does not count; or look around, the search goes on.
search-look-around = Look around
search-stop = Stop searching
strip-search-duel = Looking for an opponent: { $time }
strip-search-ranked = Looking for a ranked opponent: { $time }
strip-warm-up = Warm up
strip-lobby = In the lobby { $code }: { $people }
strip-lobby-searching = Your team { $code } looks for opponents
strip-to-lobby = To the lobby
search-guest = Getting a guest's name
search-connecting = Connecting
search-joining = Taking a place in the queue
search-found = Opponent found
search-failed = The search stopped
