# La recherche d’un match.

search-title = Recherche d’un adversaire
search-elapsed = { $time }
search-title-ranked = Recherche d’un adversaire classé
search-within = À { $trophies } trophées près du vôtre ; l’écart s’élargit avec l’attente.
search-anybody = N’importe qui convient désormais.
search-expected = Encore { $time } environ.
search-hint = Échauffez-vous, cet échange ne compte pas ; ou faites un tour, la recherche continue.
search-look-around = Faire un tour
search-stop = Ne plus chercher
strip-search-duel = Recherche d’un adversaire : { $time }
strip-search-ranked = Recherche d’un adversaire classé : { $time }
strip-warm-up = S’échauffer
strip-lobby = Dans le salon { $code } : { $people }
strip-lobby-searching = Votre équipe { $code } cherche des adversaires
strip-to-lobby = Au salon
search-guest = Demande d’un nom d’invité
search-connecting = Connexion
search-joining = Entrée dans la file
search-found = Adversaire trouvé
search-failed = La recherche s’est arrêtée
