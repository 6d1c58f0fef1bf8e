# Les profils, et les images parmi lesquelles choisir.

profile-nobody = Personne n’est connecté
profile-nobody-note = Connectez-vous pour voir les profils, ou jouez en invité.
profile-offline-note = Cela se verra dès que le serveur répond à nouveau.
profile-guest = Invité
profile-friends = { $count ->
    [one] { $count } ami
   *[other] { $count } amis
}
profile-friends-since = Amis : { $ago }
profile-trophies-count = { $count ->
    [one] { $count } trophée
   *[other] { $count } trophées
}
profile-catchphrase = Ligne sous votre nom
profile-bio = À propos de vous ({ $count } sur { $max })
profile-edit = Modifier
profile-choose-picture = Choisir une image
profile-account = Compte
profile-ranks = Rangs
profile-no-ranks = Les matchs classés demandent un compte.
profile-rank = { $game } : { $tier }
profile-ranked = { $played ->
    [0] Pas encore de match classé
    [one] Un match classé : { $won } gagné, { $lost } perdu
   *[other] { $played } matchs classés : { $won } gagnés, { $lost } perdus
}
profile-trophies = Trophées au fil du temps
profile-trophies-line = Trophées au fil du temps : de { $first } à { $last }
profile-trophies-empty = Les matchs classés tracent une ligne ici.
profile-form = Forme
profile-form-empty = Les 20 derniers matchs sont ici, l’un à côté de l’autre.
profile-form-words = { $won } gagnés et { $lost } perdus sur les { $of } derniers ; le plus récent à droite
profile-against = { $result } contre { $name }
profile-results = Résultats
profile-won-of = { $won } gagnés sur { $played }
profile-played = { $count ->
    [one] Un match qui compte
   *[other] { $count } matchs qui comptent
}
profile-goals = { $count ->
    [one] { $count } but
   *[other] { $count } buts
}
profile-own-goals = { $count ->
    [one] { $count } but contre son camp
   *[other] { $count } buts contre son camp
}
profile-streak = Victoires de suite : { $current } en cours, { $longest } au mieux
profile-tournaments = { $count ->
    [one] { $count } tournoi gagné
   *[other] { $count } tournois gagnés
}
profile-versus = Face à face
profile-versus-empty = Vous n’avez pas encore joué ensemble, ni l’un contre l’autre.
profile-versus-count = { $count ->
    [one] Un match l’un contre l’autre
   *[other] { $count } matchs l’un contre l’autre
}
profile-together = { $count ->
    [one] Un match ensemble, { $won } gagné
   *[other] { $count } matchs ensemble, { $won } gagnés
}
profile-you = Vous
profile-matches = Matchs
profile-matches-empty-note = Ses matchs contre d’autres apparaissent ici, et peuvent se revoir.
toast-picture-unlocked = Nouvelle image débloquée : { $name }

tier-unranked = Non classé
tier-bronze = Bronze
tier-silver = Argent
tier-gold = Or
tier-diamond = Diamant
tier-master = Maître
tier-mythic = Mythique

pictures-title = Images
pictures-count = { $count } sur { $all } débloquées. Une image débloquée le reste.
picture-worn = La vôtre
picture-choose = La prendre
picture-0 = Invité
picture-0-reason = Être invité.
picture-1 = Inscrit
picture-1-reason = Avoir un compte.
picture-2 = Vainqueur de tournoi
picture-2-reason = Gagner un tournoi.
picture-3 = Maître des tournois
picture-3-reason = Gagner 10 tournois.
picture-4 = Dieu des tournois
picture-4-reason = Gagner 100 tournois.
picture-5 = Vainqueur de clash
picture-5-reason = Gagner 10 clashs.
picture-6 = Maître du clash
picture-6-reason = Gagner 50 clashs.
picture-7 = Dieu du clash
picture-7-reason = Gagner 100 clashs.
picture-8 = Vainqueur de duel
picture-8-reason = Gagner 10 duels.
picture-9 = Maître du duel
picture-9-reason = Gagner 50 duels.
picture-10 = Dieu du duel
picture-10-reason = Gagner 100 duels.
picture-11 = Bronze
picture-11-reason = Atteindre 100 trophées.
picture-12 = Argent
picture-12-reason = Atteindre 500 trophées.
picture-13 = Or
picture-13-reason = Atteindre 1000 trophées.
picture-14 = Diamant
picture-14-reason = Atteindre 2000 trophées.
picture-15 = Maître
picture-15-reason = Atteindre 3000 trophées.
picture-16 = Mythique
picture-16-reason = Atteindre 5000 trophées.
picture-17 = Touche-à-tout
picture-17-reason = Jouer un duel, un clash, un match classé et un tournoi.
picture-18 = Buteur
picture-18-reason = Marquer 100 buts.
picture-19 = Dieu des buts
picture-19-reason = Marquer 1000 buts.
picture-20 = Un ami
picture-20-reason = Avoir un ami.
picture-21 = Populaire
picture-21-reason = Avoir 50 amis.
picture-22 = Série de victoires
picture-22-reason = Gagner 10 matchs de suite dans un mode.
