# Les défis.

challenges-title = Défis
challenges-more = Et { $count } de plus
challenge-from-me = Vous défiez { $name }
challenge-to-me = { $name } vous défie
challenge-accept = Accepter
challenge-decline = Refuser
challenge-cancel = Retirer
challenge-watch = Regarder son match
challenge-busy-watch = { $name } est en match. Regardez-le, ou attendez la fin.
challenge-busy = { $name } est dans un match qui ne se regarde pas. Attendez la fin.
challenge-accepted = Accepté
challenge-declined = Refusé
challenge-cancelled = Retiré
challenge-expired = Personne n’a répondu à temps
challenge-toast-received = { $name } vous défie
challenge-toast-sent = Vous défiez { $name }. L’accueil dit où en est le défi.
challenge-toast-refused = Pas de défi : { $name }
challenge-toast-declined = { $name } ne veut pas jouer maintenant
challenge-toast-expired = { $name } n’a pas répondu à temps
challenge-toast-withdrawn = { $name } a retiré son défi
