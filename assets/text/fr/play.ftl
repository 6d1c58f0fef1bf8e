# Le terrain : ce qui y est écrit et ce qui l’entoure, la pause, le résultat.

court-you = Vous
court-waiting = En attente de { $name }
court-waiting-anybody = En attente de l’autre joueur
court-away = { $name } est absent
court-held = Le service attend
court-connecting = Connexion
court-reconnecting = Connexion perdue. Nouvel essai
court-seconds = { $seconds } s
court-wins = { $name } gagne
court-team-wins = { $names } gagnent
court-goal = But : { $name }
court-own-goal = But contre son camp : { $name }
court-away-several = Absents : { $name }
court-pad = Manette { $number }
court-warm-up = Échauffement
court-spectators = { $count ->
    [one] { $count } personne regarde
   *[other] { $count } personnes regardent
}

link-frames = { $count } images par seconde
link-rtt = Aller-retour { $ms } ms
link-jitter = Variation { $ms } ms
link-late = Entrées en retard { $count }
link-rollback = Retour de { $ticks } pas
link-resyncs = Journal redemandé { $count }
link-lost = Pas de connexion

pause-title = Pause
pause-online-hint = Le match continue pendant ce temps.
pause-continue = Continuer
pause-settings = Réglages
pause-leave = Quitter le match
pause-leave-title = Quitter ce match ?
pause-leave-online = Vous le perdez, sauf si vous revenez dans les 30 secondes.
pause-leave-local = Ce match se termine sans résultat.
pause-stay = Rester
pause-leave-yes = Quitter

result-you-win = Vous gagnez
result-you-lose = Vous perdez
result-wins = { $name } gagne
result-team-wins = { $names } gagnent
result-nobody = Pas de vainqueur
result-reason-player-disconnect = Un joueur est parti et n’est pas revenu.
result-reason-player-not-connected = Un joueur n’est pas venu.
result-reason-players-timeout = Personne n’est venu.
result-reason-game-not-played = Le match n’a pas été joué.
result-reason-aborted = Le serveur a abandonné le match.
result-returns = Renvois
result-goals = Buts
result-own-goals = Buts contre son camp
result-duration = Durée
result-longest-rally = Plus long échange
result-code = Match
result-go-on = Continuer
result-again = Rejouer
result-rematch = Revanche
result-menu = Au menu

theatre-time = Temps
theatre-play = Lecture
theatre-pause = Pause
theatre-step-back = Un pas en arrière
theatre-step = Un pas en avant
theatre-rally-before = L’échange précédent
theatre-rally-after = L’échange suivant
theatre-slower = Ralentir
theatre-faster = Accélérer
theatre-live = En direct
theatre-to-live = Revenir au direct
theatre-take-over = Jouer à partir d’ici
theatre-take-over-note = Choisissez une raquette. Un robot tient chacune des autres.
theatre-copy = Copier le lien vers ce moment
theatre-link-copied = Le lien est copié.
theatre-leave = Quitter
theatre-left = Gauche
theatre-right = Droite
result-replay = Revoir
theatre-weaker = Robots plus faibles
theatre-stronger = Robots plus forts

wall-open = Regarder celui-ci seul
wall-court = { $left } { $goals-left } : { $goals-right } { $right }, regarder
wall-over = C’est fini
wall-lost = Impossible à voir
wall-waiting = En attente des joueurs

stakes-tier = { $tier } · { $trophies }
stakes-at = Victoire { $win } · Défaite { $loss }
stakes-counting = Les trophées sont en train d’être comptés.
stakes-change = Trophées : { $before } → { $after }
stakes-tier-up = Vous voilà { $tier }.
stakes-tier-down = Vous redescendez : { $tier }.
stakes-why-win = Vos chances étaient de { $chance } % : une victoire rapporte { $win }, une défaite aurait coûté { $loss }.
stakes-why-loss = Vos chances étaient de { $chance } % : une défaite coûte { $loss }, une victoire aurait rapporté { $win }.
stakes-streak = { $count } victoires classées de suite.
result-lobby = Revenir au salon
