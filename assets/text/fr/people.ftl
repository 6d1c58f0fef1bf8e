# Ce que font les gens, et ce que l’on peut faire avec eux, partout où ils sont nommés.

status-offline = Hors ligne, vu { $ago }
status-idle = En ligne
status-queue = Cherche un match
status-lobby = Dans un salon
status-tournament = Dans un tournoi
status-playing = En match
status-watching = Regarde un match
people-challenge = Défier
people-message = Écrire
people-profile = Profil
toast-friend-request = { $name } veut être votre ami.
toast-friend-accepted = { $name } est votre ami maintenant.

gathering-talk = Discussion
gathering-talk-empty = Personne n’a encore rien dit. Seuls ceux qui sont ici le lisent.
gathering-say = Dire quelque chose
gathering-invite = Inviter
gathering-invite-name = Inviter { $name }
gathering-invited = Invité
gathering-no-friends = Aucun ami à inviter : tous sont ici, ou il n’y en a pas encore.
