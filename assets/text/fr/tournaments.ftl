# Tournois : les listes, un nouveau tournoi, la salle d’attente, le tableau et la fin.

tournaments-title = Tournois
tournaments-all = Tous les tournois
tournaments-open = Rejoindre
tournaments-running = En cours
tournaments-past = Les miens
tournaments-search = Chercher par nom
tournaments-open-empty = Aucun tournoi n’attend de joueurs
tournaments-open-empty-note = Les tournois publics qui ont encore de la place sont listés ici. Organisez-en un : il commence tout seul dès qu’il y a assez de monde.
tournaments-open-none = Aucun tournoi de ce nom
tournaments-open-none-note = Aucun de ceux qui attendent des joueurs ne s’appelle ainsi. Un tournoi privé se rejoint par son code.
tournaments-more = { $count ->
    [one] Encore un. Précisez son nom.
   *[other] Encore { $count }. Précisez le nom.
}
tournaments-running-empty = Aucun tournoi en cours
tournaments-running-empty-note = Les tournois publics qui ont commencé sont listés ici, et chacun de leurs matchs peut être regardé.
tournaments-past-empty = Vous n’avez encore joué aucun tournoi
tournaments-past-empty-note = Les tableaux de ceux que vous avez joués restent ici, et chaque match peut être revu.
tournaments-offline = Pas de connexion au serveur
tournaments-offline-note = Les tournois seront listés ici dès qu’il répondra.
tournaments-signed-out = Jouez en invité, ou connectez-vous
tournaments-signed-out-note = Les invités peuvent participer. Pour regarder, aucun nom n’est nécessaire : tapez le code d’un tournoi ci-dessus.

tournament-create = Organiser un tournoi
tournament-needs-account = Il faut un compte pour organiser
tournament-needs-account-note = Les invités peuvent participer et regarder. Un invité qui s’inscrit garde tout ce qu’il a joué.
tournament-name = Nom du tournoi
tournament-places = Places
tournament-places-note = Il commence tout seul une fois complet, ou 20 secondes après que 80 % des places sont prises.
tournament-forfeit = Temps pour se présenter à un match
tournament-forfeit-usual = 1 min
tournament-forfeit-30 = 30 s
tournament-forfeit-120 = 2 min
tournament-forfeit-300 = 5 min
tournament-forfeit-note = Qui n’est pas venu d’ici là perd ce match.
tournament-private = Privé
tournament-private-note = Dans aucune liste. Seuls ceux qui ont le code, ou sont invités, peuvent venir.
tournament-make = Ouvrir aux joueurs
tournament-code = Code ou lien d’un tournoi
tournament-nonsense = Ce n’est ni un code ni un lien de tournoi. Un code ressemble à R2CV8N.
tournament-not-found = Ce tournoi ne peut pas être vu
tournament-back-to = Retour à { $name }
tournament-taken = { $taken } places prises sur { $places }
tournament-by = Organisé par { $name }
tournament-join = Rejoindre
tournament-full = Complet
tournament-to-it = Vous y êtes
tournament-bracket = Tableau
tournament-size = { $places } places
tournament-won-by = Victoire de { $name }
tournament-nobody = Aucun vainqueur : les deux finalistes ont déclaré forfait

tournament-is-private = Privé
tournament-is-public = Public
tournament-turn-up = { $seconds } s pour se présenter
tournament-starts-in = Début dans { $seconds } s
tournament-starts-full = Commence dès que toutes les places sont prises.
tournament-starts-when = Commence une fois complet, ou 20 secondes après que { $enough } places sur { $places } sont prises.
tournament-free = { $count ->
    [one] Une place est libre.
   *[other] { $count } places sont libres.
}
tournament-organiser = Organise
tournament-ban = Exclure
tournament-ban-name = Exclure { $name }
tournament-ban-question = Exclure { $name } définitivement ?
tournament-copy-code = Copier le code
tournament-copy-link = Copier le lien
tournament-code-note = Qui a ce code peut participer.
tournament-invite = Inviter des amis
tournament-leave = Quitter le tournoi

tournament-next-now = Votre match contre { $name } vous attend
tournament-next-soon = Vous jouez contre { $name } dans un instant
tournament-next-either = Vous jouerez contre { $one } ou { $other }
tournament-next-later = Vous êtes qualifié. Votre prochain adversaire n’est pas encore connu
tournament-out = Vous êtes éliminé. Chaque match peut être regardé
tournament-you-won = Vous avez gagné
tournament-runs = En cours. Choisissez un match pour le regarder
tournament-play = Jouer maintenant
tournament-courts = { $count ->
    [one] Regarder le match
   *[other] Regarder les { $count }
}
tournament-tree = Retour au tableau
tournament-give-up = Abandonner
tournament-give-up-question = Quitter ce tournoi ? Vous ne pourrez pas revenir.
tournament-close = Terminé
tournament-triumph = Vainqueur de { $name }
tournament-triumph-on = Voir le tableau

stage-round-of-16 = Huitièmes de finale
stage-quarter-final = Quarts de finale
stage-semi-final = Demi-finales
stage-final = Finale
bracket-before = Le tour précédent
bracket-after = Le tour suivant
bracket-match = { $stage }, match { $number } : { $one }, { $other }. { $state }
bracket-ahead = Pas encore
bracket-soon = Commence dans un instant
bracket-due = Attend ses joueurs
bracket-running = Se joue
bracket-over = Terminé
bracket-forfeit-over = Terminé par forfait
bracket-bye-over = Rien à jouer
bracket-open = à déterminer
bracket-bye = exempté
bracket-nobody = personne
bracket-forfeit = forfait
bracket-play = Jouer ce match
bracket-watch = Regarder ce match
bracket-again = Revoir ce match

toast-tournament-invite = { $name } vous invite à un tournoi.
toast-tournament-invite-somebody = Vous êtes invité à un tournoi.
toast-tournament-started = { $name } a commencé.
toast-tournament-soon = { $name } commence dans 20 secondes.
toast-tournament-due = Votre match contre { $name } vous attend.
toast-tournament-said = { $name } : { $text }
toast-tournament-promoted = Vous organisez { $name } désormais.
toast-tournament-banned = Vous avez été exclu de { $name }.
toast-tournament-destroyed = { $name } est annulé : il n’y a plus personne pour l’organiser.
toast-tournament-finished = { $text } a gagné { $name }.
toast-tournament-nobody = { $name } est terminé, sans vainqueur.

strip-tournament = Dans le tournoi { $name } : { $people }
strip-tournament-runs = Le tournoi { $name } continue
strip-to-tournament = Au tournoi
