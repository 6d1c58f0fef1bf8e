# Le premier écran.

start-tagline = Pong contre de vrais gens
start-play = Jouer
start-play-guest = Un duel avec la prochaine personne, en invité
start-play-as = Un duel avec la prochaine personne, en tant que { $name }
start-play-offline = Il faut un serveur, et il n’y en a pas pour l’instant
start-by-choice = Vous jouez hors ligne
start-by-choice-note = Personne ne peut vous défier. Appuyez pour rejouer en ligne.
start-back = Retour à votre match ({ $score })
start-back-note = Contre { $name } ; votre place est gardée une demi-minute
start-hosting = Vous hébergez. Sur ce réseau, on vous rejoint avec : rebound --server { $address }
start-hot-seat = À deux sur ce clavier
start-practice = Entraînement
start-sign-in = Se connecter
start-register = S’inscrire
start-keep-guest = Garder { $name } : en faire un compte
start-watch-note = Les matchs en cours, et ceux qui ont été joués
start-quit = Quitter
