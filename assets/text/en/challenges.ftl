# Challenges.

challenges-title = Challenges
challenges-more = And { $count } more
challenge-from-me = You challenge { $name }
challenge-to-me = { $name } challenges you
challenge-accept = Accept
challenge-decline = Decline
challenge-cancel = Take back
challenge-watch = Watch their match
challenge-busy-watch = { $name } is in a match just now. Watch it, or wait until it is over.
challenge-busy = { $name } is in a match that may not be watched. Wait until it is over.
challenge-accepted = Accepted
challenge-declined = Declined
challenge-cancelled = Taken back
challenge-expired = Nobody answered in time
challenge-toast-received = { $name } challenges you
challenge-toast-sent = You challenge { $name }. The first screen says how it stands.
challenge-toast-refused = No challenge: { $name }
challenge-toast-declined = { $name } does not want to play now
challenge-toast-expired = { $name } did not answer in time
challenge-toast-withdrawn = { $name } has taken the challenge back
