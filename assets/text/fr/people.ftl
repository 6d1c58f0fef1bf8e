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
