//! The certificate, where the service itself speaks TLS.

use super::Env;
use std::path::PathBuf;

/// Both files, or no TLS at all. Behind a load balancer there is usually none.
#[derive(Debug, Clone)]
pub struct TlsConfig {
    /// PEM, the server's certificate first.
    pub certificate: PathBuf,
    /// PEM: PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
}

impl TlsConfig {
    pub(super) fn from_env(env: &mut Env) -> Option<Self> {
        let certificate = env.optional_path(
            "TLS_CERT_FILE",
            "Certificate chain in PEM; with TLS_KEY_FILE the service speaks TLS.",
        );
        let key = env.optional_path("TLS_KEY_FILE", "The certificate's private key in PEM.");
        match (certificate, key) {
            (Some(certificate), Some(key)) => Some(Self { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                env.problem("TLS_KEY_FILE", "has to be set when TLS_CERT_FILE is");
                None
            }
            (None, Some(_)) => {
                env.problem("TLS_CERT_FILE", "has to be set when TLS_KEY_FILE is");
                None
            }
        }
    }
}
