# Sign in, register.

auth-sign-in = Sign in
auth-sign-in-guest = You play as { $name } now. That guest waits for you here when you sign out.
auth-register = Register
auth-register-note = A name and a password; nothing else is asked.
auth-register-guest = Make { $name } an account
auth-register-guest-note = Everything that { $name } has played stays.
auth-username = Name
auth-password = Password
auth-username-hint = 3 to 15 letters, digits, _ and -
auth-password-hint = At least 8 characters
auth-no-account = No account yet?
auth-have-account = Have an account?
auth-signed-in = Signed in
auth-sign-out = Sign out
