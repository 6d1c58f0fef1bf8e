# Ce qui entoure chaque écran.

app-name = REBOUND
bar-play = Jouer
bar-watch = Regarder
bar-settings = Réglages
back = Retour
cancel = Annuler
try-again = Réessayer
strip-connecting = Recherche du serveur
strip-down = Pas de connexion au serveur. Tout ce qui s’en passe fonctionne. Nouvel essai en cours.
strip-own-down = Cette machine ne peut pas héberger de matchs pour l’instant : { $reason }
strip-wrong-version = Le serveur parle le protocole { $server }, ce jeu { $client }. L’un des deux doit être mis à jour.
toast-match-lost-refused = Impossible de rejoindre le match : { $name }
toast-match-lost = La connexion au match a été perdue trop longtemps.
toast-match-unreadable = Cette version ne sait pas lire ce match. Mettez le jeu à jour.
toast-session-ended = Votre session est terminée. Connectez-vous à nouveau.
toast-server-restart = Le serveur redémarre bientôt : { $name }
toast-server-news = { $name }
