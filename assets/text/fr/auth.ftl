# Connexion, inscription.

auth-sign-in = Se connecter
auth-sign-in-guest = Vous jouez en tant que { $name }. Cet invité vous attend ici après la déconnexion.
auth-register = S’inscrire
auth-register-note = Un nom et un mot de passe, rien d’autre.
auth-register-guest = Faire de { $name } un compte
auth-register-guest-note = Tout ce que { $name } a joué reste.
auth-username = Nom
auth-password = Mot de passe
auth-username-hint = 3 à 15 lettres, chiffres, _ et -
auth-password-hint = Au moins 8 caractères
auth-no-account = Pas encore de compte ?
auth-have-account = Déjà un compte ?
auth-signed-in = Connecté
auth-sign-out = Se déconnecter
