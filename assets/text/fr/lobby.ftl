# Les salons : où l’on se réunit avant un match.

lobby-title = Salon
lobby-title-custom = Salon privé
lobby-title-clash = Équipe pour trois contre trois
lobby-entering = Entrée dans { $code }
lobby-making = Création d’un salon
lobby-unknown = Aucun salon n’a ce code, ou n’en a plus.
lobby-none = Vous n’êtes dans aucun salon
lobby-none-note = Créez-en un et donnez son code à ceux qui doivent venir. Ou entrez le code de quelqu’un sur le premier écran.
lobby-none-guest = Les invités entrent avec un code, sur le premier écran. Pour créer un salon, il faut un compte.
lobby-offline-note = Les salons seront ici dès qu’il répondra.
lobby-banned = On vous a renvoyé du salon.
lobby-destroyed = Le salon est fermé : il n’y restait personne avec un compte.
lobby-copy-code = Copier le code
lobby-copy-link = Copier un lien
lobby-people = { $people } personnes sur { $places }
lobby-rules = { $kind }, { $goals ->
    [1] un but gagne
   *[other] { $goals } buts gagnent
}
lobby-side-a = Camp A
lobby-side-b = Camp B
lobby-bench = Banc
lobby-bench-empty = Ici s’assoit qui veut seulement regarder.
lobby-bench-note = Du banc, on regarde. Prenez une place pour jouer.
lobby-team = Votre équipe
lobby-sit-here = Ici
lobby-sit-a = Jouer dans le camp A
lobby-sit-b = Jouer dans le camp B
lobby-to-bench = Au banc
lobby-free = Libre
lobby-creator = { $name } a créé ce salon
lobby-is-ready = { $name }, partant
lobby-is-not-ready = { $name }, pas encore
lobby-ready = Partant
lobby-unready = Pas encore
lobby-leave = Partir
lobby-ban = Renvoyer
lobby-ban-name = Renvoyer { $name }
lobby-ban-question = Renvoyer { $name } ? Impossible ensuite de revenir dans ce salon.
lobby-state-playing = Le match est en cours.
lobby-state-missing = { $count ->
    [one] Il manque une personne. Donnez le code à quelqu’un.
   *[other] Il manque { $count } personnes. Donnez le code à quelqu’un.
}
lobby-state-late = Le match commence dès que tous sont partants. Pas encore : { $names }
lobby-state-begins = Tous sont partants : le match commence.
lobby-state-team = La recherche commence dès que tous sont partants. Pas encore : { $names }
lobby-state-searching = Recherche d’autres équipes
lobby-watch = Regarder le match
lobby-back-to-match = Revenir au match
lobby-sides = Personnes par camp
lobby-invite = Inviter des amis
lobby-invite-not-creator = Seule la personne qui a créé le salon invite. Vous pouvez donner le code.
lobby-is-full = Le salon est plein.
lobby-toast-joined = { $name } est dans votre salon
lobby-toast-begins = Le match de votre salon commence : regardez-le de là
lobby-toast-clash = { $name } vous invite dans une équipe
lobby-toast-1v1 = { $name } vous invite à un match
lobby-toast-3v3 = { $name } vous invite à trois contre trois
