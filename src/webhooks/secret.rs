//! Secrets and signatures, as Standard Webhooks has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;

/// How a secret begins.
const PREFIX: &str = "whsec_";

/// Bytes of one of ours, and of anybody's.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// What a message is signed with: `whsec_` and its bytes in base64.
#[derive(Clone)]
pub struct Secret(SecretSlice<u8>);

/// What was given is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has to be whsec_ and 24 to 64 bytes in base64")]
pub struct NotASecret;

impl Secret {
    /// A fresh one, of 32 random bytes.
    ///
    /// # Panics
    /// Where the system gives no random bytes.
    #[must_use]
    pub fn fresh() -> Self {
        let mut bytes = vec![0; 32];
        rustls::crypto::ring::default_provider()
            .secure_random
            .fill(&mut bytes)
            .expect("the system gives random bytes");
        Self(bytes.into_boxed_slice().into())
    }

    /// As it is written; to be shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(self.0.expose_secret()))
    }
}

impl FromStr for Secret {
    type Err = NotASecret;

    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let encoded = text.strip_prefix(PREFIX).ok_or(NotASecret)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| NotASecret)?;
        if !BYTES.contains(&bytes.len()) {
            return Err(NotASecret);
        }
        Ok(Self(bytes.into_boxed_slice().into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("whsec_***")
    }
}

/// The value of `webhook-signature` for a message: its id, the second it is sent, its body.
#[must_use]
pub fn signature(secret: &Secret, id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = keyed(secret);
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn keyed(secret: &Secret) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.0.expose_secret()).expect("a key of any length is good")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        // The example of its own documentation.
        let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let signed = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_read_as_it_is_written_and_never_shown_by_accident() {
        let secret = Secret::fresh();
        let again: Secret = secret.reveal().parse().unwrap();
        assert_eq!(again.reveal(), secret.reveal());
        assert_ne!(secret.reveal(), Secret::fresh().reveal());
        assert_eq!(format!("{secret:?}"), "whsec_***");
        for bad in ["", "whsec_", "whsec_MfKQ", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_ä"] {
            assert!(bad.parse::<Secret>().is_err(), "{bad}");
        }
    }
}
