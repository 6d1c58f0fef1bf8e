# Les matchs en cours et les matchs passés : les listes, le champ qui ouvre tout, et pourquoi quelque chose est refusé.

watch-title = Regarder
watch-field = Code d’un match, lien ou fichier
watch-open = Ouvrir
watch-opening = Ouverture de { $name }
watch-live = En direct
watch-cups = Tournois
watch-friends = Amis
watch-bracket = Tableau
watch-cups-empty = Aucun tournoi en cours
watch-cups-empty-note = Les tournois publics apparaissent ici avec leurs matchs tant qu’ils durent.
watch-cup-players = { $count } joueurs
watch-stage-16 = Huitièmes de finale
watch-stage-8 = Quarts de finale
watch-stage-4 = Demi-finales
watch-stage-2 = Finale
watch-friends-nobody = Il faut un compte pour avoir des amis
watch-friends-nobody-note = Connectez-vous pour voir ici si vos amis jouent, et ce qu’ils ont joué.
watch-friends-empty = Pas encore d’amis
watch-friends-empty-note = Les matchs de vos amis apparaissent ici tant qu’ils durent, et ensuite.
watch-friends-find = Trouver des amis
watch-friends-plays = Joue en ce moment
watch-friends-played = Ce que vos amis ont joué
watch-friends-played-none = Encore rien.
watch-mine = Mes matchs
watch-kept = Sur cette machine
watch-watch = Regarder
watch-again = Revoir
watch-copy = Copier le lien
watch-guest = Continuer en invité
watch-signed-out = Connectez-vous pour voir cela
watch-signed-out-note = Les listes sont pour ceux qui ont un nom sur le serveur ; celui d’un invité suffit. Avec son code ou un lien, tout match que l’on peut regarder s’ouvre sans nom.
watch-offline = Pas de connexion au serveur
watch-offline-note = Ce qui a été joué sur cette machine peut quand même se revoir.
watch-live-empty = Personne ne joue en ce moment
watch-live-empty-note = Les matchs que l’on peut regarder apparaissent ici tant qu’ils durent.
watch-mine-empty = Pas encore de match
watch-mine-empty-note = Chaque match contre quelqu’un est gardé, et peut se revoir d’ici.
watch-kept-empty = Encore rien
watch-kept-empty-note = L’entraînement et les matchs à deux sur ce clavier sont gardés ici une fois terminés.
watch-kept-nowhere = Rien n’est gardé
watch-kept-nowhere-note = Ce jeu a été lancé sans dossier pour ses données.
watch-kept-problem = Impossible de lire le dossier : { $reason }
watch-kept-folder = Ces matchs sont des fichiers du dossier { $folder }
watch-kept-file = Un fichier venu d’ailleurs
watch-practice = Entraînement : { $level }
watch-from-here = Suite d’un match revu : { $level }
watch-remove = Supprimer
watch-remove-question = Supprimer ce match définitivement ?
watch-remove-yes = Supprimer
watch-remove-no = Le garder
watch-won = Gagné { $score }
watch-lost = Perdu { $score }
watch-nobody = Sans vainqueur, { $score }
watch-trophies = Trophées { $count }

mode-duel = Duel
mode-ranked = Classé
mode-clash = Clash
mode-custom-game = Match privé
mode-tournament = Tournoi
mode-local = À deux sur un clavier

ago-now = à l’instant
ago-minutes = il y a { $count } min
ago-hours = il y a { $count } h
ago-days = { $count ->
    [one] il y a { $count } jour
   *[other] il y a { $count } jours
}
exactly = { $day }, { $time } UTC

open-nonsense = Ce n’est ni le code d’un match, ni un lien, ni un fichier. Un code ressemble à 7KDW3Q, un lien à rebound://m/7KDW3Q.
open-not-found = Ce match n’existe pas sur ce serveur, ou ne peut pas être regardé.
open-unreadable = Impossible de lire le fichier : { $reason }
log-not-a-log = Ce fichier n’est pas le journal d’un match.
log-newer = Ce match vient d’une version plus récente du jeu. Mettez celui-ci à jour.
log-older = Ce match vient d’une version plus ancienne du jeu, et ne peut plus être rejoué.
log-damaged = Ce fichier est endommagé.
log-too-large = Ce fichier est plus grand que celui de n’importe quel match.
log-illegal = Cela ne peut pas être le journal d’un match : il contient quelque chose d’impossible.
log-untrue = Ce fichier a été manipulé : il annonce un résultat auquel il ne mène pas.

toast-not-opened = Pas ouvert : { $name }
toast-open-later = Pas ouvert pendant un match : { $name }
toast-link-copied = Copié : { $name }
toast-replay-not-kept = Ce match n’a pas pu être gardé sur cette machine : { $name }
toast-replay-not-removed = Le match n’a pas pu être supprimé : { $name }
