# Several people at one machine.

companions-title = At this machine
companions-note = Others can play here beside you: with the other half of the keyboard, or with a gamepad.
companions-coming = Somebody is coming
companions-banned = Sent away from this lobby.
companions-guest = Add a guest
companions-account = Add somebody with an account
companions-remove = { $name } leaves
companions-hand = { $name } plays with { $hand }
companions-here = On this machine
companions-ready = { $name } is ready
companions-not-ready = { $name } is not ready yet
companions-side-a = To side A
companions-side-b = To side B
companions-bench = To the bench
