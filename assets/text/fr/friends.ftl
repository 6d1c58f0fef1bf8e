# Les amis, les demandes, la recherche de gens, et qui est tenu à l’écart.

friends-title = Amis
friends-friends = Amis
friends-requests = Demandes
friends-find = Chercher
friends-blocked = Bloqués
friends-offline = Pas de connexion au serveur
friends-offline-note = Vos amis apparaissent ici dès qu’il répond à nouveau.
friends-guest = Il faut un compte pour avoir des amis
friends-guest-note = Voir qui est en ligne, se parler, se défier, se regarder jouer. Un invité qui s’inscrit garde tout ce qu’il a joué.
friends-empty = Pas encore d’amis
friends-empty-note = Qui accepte votre demande apparaît ici, avec ce qu’il fait. Cherchez quelqu’un par son nom.
friends-requests-empty = Aucune demande en attente
friends-requests-empty-note = Les demandes envoyées et reçues restent ici jusqu’à leur réponse.
friends-received = Reçues
friends-sent = Envoyées
friends-accept = Accepter
friends-reject = Refuser
friends-take-back = Retirer
friends-find-field = Un nom, ou une partie
friends-find-empty = Cherchez quelqu’un
friends-find-empty-note = Tapez un nom ci-dessus. Tous ceux qui ont un compte sur ce serveur peuvent être trouvés.
friends-find-nobody = Personne n’a un tel nom
friends-find-nobody-note = Les noms sont faits de lettres, de chiffres, de _ et de -. Les invités ne se trouvent pas.
friends-find-more = { $count ->
    [one] { $count } autre a un tel nom. Tapez-en davantage.
   *[other] { $count } autres ont un tel nom. Tapez-en davantage.
}
friends-yourself = C’est vous
friends-asked = Demandé
friends-is-friend = Ami
friends-add = Ajouter
friends-unblock = Débloquer
friends-blocked-empty = Personne n’est bloqué
friends-blocked-empty-note = Qui est bloqué ne peut ni vous trouver, ni vous écrire, ni vous défier, et n’en sait rien. On le débloque ici.
friends-blocked-note = Ils ne peuvent ni vous trouver, ni vous écrire, ni vous défier, et n’en savent rien.
friends-menu = Que faire avec { $name }
friends-profile-of = Profil de { $name }
friends-remove = Retirer l’ami
friends-remove-question = Retirer { $name } de vos amis ?
friends-block = Bloquer
friends-block-question = Bloquer { $name } ? Cela met fin à l’amitié et aux demandes, et vous cache l’un à l’autre.
