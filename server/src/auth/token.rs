//! Access tokens: HS256, 15 minutes, with the claims that the API names.

use common::ids::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// How long an access token is valid, seconds.
pub(crate) const ACCESS_SECS: i64 = 15 * 60;
/// Longest token that is looked at, bytes.
const TOKEN_BYTES_MAX: usize = 1024;
/// What `token_type` of an access token says.
const ACCESS: &str = "access";

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    user_id: i64,
    session: i64,
    iat: i64,
    exp: i64,
    jti: String,
    token_type: String,
}

impl Claims {
    pub(crate) fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    pub(crate) fn session(&self) -> SessionId {
        SessionId(self.session)
    }

    /// When the token runs out, milliseconds since 1970 UTC.
    pub(crate) fn until_ms(&self) -> i64 {
        self.exp.saturating_mul(1000)
    }
}

/// Signs and reads access tokens.
#[derive(Clone)]
pub(crate) struct Keys {
    signing: EncodingKey,
    reading: DecodingKey,
}

impl Keys {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self { signing: EncodingKey::from_secret(secret), reading: DecodingKey::from_secret(secret) }
    }

    /// A token for the session, valid from now on.
    pub(crate) fn access(&self, user: UserId, session: SessionId, now_ms: i64) -> String {
        let iat = now_ms.div_euclid(1000);
        let jti = format!("{:032x}", rand::random::<u128>());
        let claims = Claims { user_id: user.0, session: session.0, iat, exp: iat + ACCESS_SECS, jti, token_type: ACCESS.to_owned() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).expect("claims are plain JSON and the key is our own")
    }

    /// The claims of a well signed access token that has not run out.
    pub(crate) fn read_access(&self, token: &str, now_ms: i64) -> Option<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let mut validation = Validation::new(Algorithm::HS256);
        // Checked below, against our own clock.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.reading, &validation).ok()?.claims;
        let now = now_ms.div_euclid(1000);
        (claims.token_type == ACCESS && claims.iat <= now + 60 && now < claims.exp).then_some(claims)
    }
}
