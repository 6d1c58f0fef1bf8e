# What people are doing, and what can be done with them, wherever they are named.

status-offline = Last seen { $ago }
status-idle = Online
status-queue = Looking for a match
status-lobby = In a lobby
status-tournament = In a tournament
status-playing = In a match
status-watching = Watching a match
people-challenge = Challenge
people-message = Message
people-profile = Profile
toast-friend-request = { $name } wants to be your friend.
toast-friend-accepted = { $name } is your friend now.
