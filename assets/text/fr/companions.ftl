# Plusieurs personnes à une machine.

companions-title = Sur cette machine
companions-note = D’autres peuvent jouer ici à côté de vous : avec l’autre moitié du clavier, ou avec une manette.
companions-coming = Quelqu’un arrive
companions-banned = Exclu de ce salon.
companions-guest = Ajouter un invité
companions-account = Ajouter quelqu’un qui a un compte
companions-remove = { $name } s’en va
companions-hand = { $name } joue avec { $hand }
companions-here = Sur cette machine
companions-ready = { $name } est prêt
companions-not-ready = { $name } n’est pas encore prêt
companions-side-a = Dans le camp A
companions-side-b = Dans le camp B
companions-bench = Sur le banc
