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

gathering-talk = Talk
gathering-talk-empty = Nobody has said anything yet. Only those who are in here read it.
gathering-say = Say something
gathering-invite = Invite
gathering-invite-name = Invite { $name }
gathering-invited = Invited
gathering-no-friends = No friend could be invited: all are here, or there are none yet.
