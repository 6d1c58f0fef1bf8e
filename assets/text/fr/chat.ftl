# Le panneau des conversations.

chat-title = Chat
chat-title-unread = Chat, { $count } non lues
chat-tab-unread = { $name }, { $count } non lus
chat-fold = Replier le chat
chat-new = Nouvel échange
chat-reading = Lecture des conversations
chat-guest = Avec un compte, vous pouvez parler à chacun en privé.
chat-signed-out = Pour parler aux autres, il vous faut un nom. Jouez en invité ou connectez-vous.
chat-be-guest = Être invité
chat-notices = Avis
chat-general = Général
chat-members = { $count ->
    [one] 1 personne ici
   *[other] { $count } personnes ici
}
chat-online = en ligne
chat-offline = hors ligne
chat-playing = en match
chat-hide = Fermer cette conversation
chat-message = Message
chat-challenge = Défier
chat-profile = Profil
chat-block = Bloquer
chat-block-question = Bloquer { $name } ? Votre conversation et votre amitié prennent fin, et aucun de vous ne trouve plus l’autre.
chat-find = Nom d’un joueur
chat-find-hint = Écrivez une partie d’un nom. Entrée ouvre la conversation avec exactement ce nom.
chat-nobody = Personne n’a { $name } dans son nom.
chat-opening = Ouverture de la conversation avec { $name }
chat-not-opened = Pas de conversation avec { $name } :
chat-empty-general = Personne n’a encore rien dit. Dites bonjour.
chat-empty-chat = Rien encore. Écrivez à { $name } le premier message.
chat-empty-notices = Ici viendront les invitations, les tournois et les résultats.
chat-notices-note = Le jeu écrit ici, et vous seul le voyez.
chat-unwritable = On ne peut plus rien écrire dans cette conversation.
chat-write = Écrire un message
chat-send = Envoyer
chat-you = Vous
chat-sending = En chemin
chat-lost = Ce message n’est pas arrivé : la connexion a été perdue.
chat-again = Renvoyer
chat-give-up = Reprendre
chat-read = Lu
chat-typing = { $name } écrit
chat-connecting = Pas de connexion au chat. Nouvel essai en cours.
chat-throttled = C’était beaucoup d’un coup. Vous pourrez écrire dans { $seconds } s.
chat-left = { $count ->
    [0] Plus aucun caractère ne tient.
    [one] Encore 1 caractère
   *[other] Encore { $count } caractères
}
chat-toast = { $name } : { $text }
