# Entraînement, et à deux sur un clavier.

practice-title = Entraînement
practice-note = Un échange contre un robot. Il lit la balle comme une personne, et fait les erreurs d’une personne.
practice-level-1 = Endormi
practice-level-2 = Débutant
practice-level-3 = Régulier
practice-level-4 = Rapide
practice-level-5 = Affûté
practice-level-6 = Féroce
practice-level-7 = Implacable
practice-level = Niveau { $level }
practice-start = Commencer
practice-goals = { $goals ->
    [one] En { $goals } but
   *[other] En { $goals } buts
}
practice-fewer = Moins de buts
practice-more = Plus de buts

hot-seat-left = À gauche
hot-seat-right = À droite
hot-seat-name = Nom
hot-seat-guest = Joue en invité
hot-seat-sign-in = Se connecter pour ce match
hot-seat-signed-in = Connecté pour ce match
hot-seat-sign-out = Jouer en invité
hot-seat-player-1 = Joueur 1
hot-seat-player-2 = Joueur 2
hot-seat-up = haut
hot-seat-down = bas
hot-seat-start = Commencer
hot-seat-counts = Tous deux sont connectés : ce match compte, le serveur l’arbitre.
hot-seat-free = Ce match ne compte pour personne. Il compte quand tous deux se connectent.
hot-seat-same = Le même compte ne peut pas jouer des deux côtés.
