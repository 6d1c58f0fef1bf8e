# La recherche d’un match.

search-title = Recherche d’un adversaire
search-elapsed = { $time }
search-hint = Échauffez-vous : cet échange ne compte pas.
search-guest = Demande d’un nom d’invité
search-connecting = Connexion
search-joining = Entrée dans la file
search-found = Adversaire trouvé
search-failed = La recherche s’est arrêtée
