# The search for a match.

search-title = Looking for an opponent
search-elapsed = { $time }
search-hint = Warm up meanwhile: this rally does not count.
search-guest = Getting a guest's name
search-connecting = Connecting
search-joining = Taking a place in the queue
search-found = Opponent found
search-failed = The search stopped
