# The panel of conversations.

chat-title = Chat
chat-title-unread = Chat, { $count } unread
chat-tab-unread = { $name }, { $count } unread
chat-fold = Fold the chat
chat-new = New conversation
chat-reading = Reading the conversations
chat-guest = With an account you can talk to people one by one.
chat-signed-out = To talk to others you need a name. Play as a guest, or sign in.
chat-be-guest = Be a guest
chat-notices = Notices
chat-general = General
chat-members = { $count ->
    [one] 1 person here
   *[other] { $count } people here
}
chat-online = online
chat-offline = offline
chat-playing = in a match
chat-hide = Close this conversation
chat-message = Message
chat-challenge = Challenge
chat-profile = Profile
chat-block = Block
chat-block-question = Block { $name }? Your conversation and your friendship end, and neither of you finds the other.
chat-find = Name of a player
chat-find-hint = Write a part of a name. Enter opens the conversation with exactly that name.
chat-nobody = Nobody has { $name } in their name.
chat-opening = Opening the conversation with { $name }
chat-not-opened = No conversation with { $name }:
chat-empty-general = Nobody has said anything yet. Say hello.
chat-empty-chat = Nothing yet. Write { $name } the first message.
chat-empty-notices = Invitations, tournaments and results will be here.
chat-notices-note = The game writes here, and only you see it.
chat-unwritable = Nothing can be written in this conversation any more.
chat-write = Write a message
chat-send = Send
chat-you = You
chat-sending = On its way
chat-lost = This did not arrive: the connection was lost.
chat-again = Send again
chat-give-up = Take back
chat-read = Read
chat-typing = { $name } is writing
chat-connecting = Not connected to the chat. Trying again.
chat-throttled = That was a lot at once. You can write again in { $seconds } s.
chat-left = { $count ->
    [0] No more characters fit.
    [one] 1 character left
   *[other] { $count } characters left
}
chat-toast = { $name }: { $text }
