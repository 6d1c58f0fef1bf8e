# Friends, requests, the search for people, and who is kept away.

friends-title = Friends
friends-friends = Friends
friends-requests = Requests
friends-find = Find people
friends-blocked = Blocked
friends-offline = No connection to the server
friends-offline-note = Your friends are listed here as soon as it answers again.
friends-guest = Friends come with an account
friends-guest-note = See who is online, talk, challenge and watch each other. A guest who registers keeps everything that was played.
friends-empty = No friends yet
friends-empty-note = Whoever accepts your request is listed here, with what they are doing. Look for somebody by name.
friends-requests-empty = No request waits
friends-requests-empty-note = Requests that you send or receive are listed here until they are answered.
friends-received = Received
friends-sent = Sent
friends-accept = Accept
friends-reject = Reject
friends-take-back = Take back
friends-find-field = Name, or part of one
friends-find-empty = Look for somebody
friends-find-empty-note = Type a name above. Everybody with an account on this server can be found.
friends-find-nobody = Nobody has such a name
friends-find-nobody-note = Names are made of letters, digits, _ and -. Guests cannot be found.
friends-find-more = { $count ->
    [one] One more has such a name. Type more of it.
   *[other] { $count } more have such a name. Type more of it.
}
friends-yourself = That is you
friends-asked = Asked
friends-is-friend = Friend
friends-add = Add friend
friends-unblock = Unblock
friends-blocked-empty = Nobody is blocked
friends-blocked-empty-note = Whoever you block cannot find, write to or challenge you, and is not told. They are listed here, to be unblocked.
friends-blocked-note = They cannot find, write to or challenge you, and are not told.
friends-menu = What to do with { $name }
friends-profile-of = Profile of { $name }
friends-remove = Remove friend
friends-remove-question = Remove { $name } from your friends?
friends-block = Block
friends-block-question = Block { $name }? That ends friendship and requests, and hides you from each other.
