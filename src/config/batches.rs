//! How much comes in one drop, and where news of it may go.

use super::Env;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

const MEGABYTE: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
pub struct BatchConfig {
    /// Applications of one batch. Importers file 200 to 300 at once; a thousand leave room.
    pub max_applications: usize,
    /// All that is uploaded, and the same again unpacked. It lies on the disk, never in
    /// memory: a thousand applications of three pictures at the registry's 1.5 MB, nearly.
    pub max_bytes: u64,
}

impl BatchConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            max_applications: env.within(
                "MAX_BATCH_SIZE",
                "Applications in one batch.",
                1000,
                1..=100_000,
            ),
            max_bytes: MEGABYTE
                * env.within(
                    "MAX_BATCH_UPLOAD_MB",
                    "All files of one batch, as uploaded and again unpacked, in megabytes; they lie in TMPDIR until they are stored.",
                    4096,
                    1..=1_048_576,
                ),
        }
    }
}

#[derive(Debug, Clone)]
pub struct WebhookConfig {
    /// Signs what goes to a callback_url; subscriptions have secrets of their own.
    pub secret: Option<SecretString>,
    /// Networks that messages may go to although they are not on the open internet.
    pub allow: Vec<IpNet>,
}

impl WebhookConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let secret = env.secret(
            "WEBHOOK_SECRET",
            "Signs messages to a callback_url: whsec_ and 24 to 64 bytes in base64; without it callback_url is refused.",
        );
        if secret.as_ref().is_some_and(|secret| !is_secret(secret.expose_secret())) {
            env.problem("WEBHOOK_SECRET", "has to be whsec_ and 24 to 64 bytes in base64");
        }
        Self {
            secret,
            allow: env.list(
                "WEBHOOK_ALLOW",
                "Private networks, separated by commas, that webhooks may reach.",
            ),
        }
    }
}

/// As Standard Webhooks has it.
fn is_secret(text: &str) -> bool {
    let bytes = text.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
    bytes.is_some_and(|bytes| (24..=64).contains(&bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_no_receiver_could_use_is_refused_at_the_start() {
        for (secret, wrong) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false),
            ("open sesame", true),
            ("whsec_MfKQ", true),
        ] {
            let mut env = Env::of([("WEBHOOK_SECRET", secret)]);
            WebhookConfig::from_env(&mut env);
            assert_eq!(env.finish().is_err(), wrong, "{secret}");
        }
    }
}
