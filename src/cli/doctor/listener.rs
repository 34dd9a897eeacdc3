//! Whether `serve` could listen: its address, and its certificate where there is one.

use super::Check;
use crate::config::TlsConfig;
use crate::http::{self, ServerError};
use std::error::Error;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};

pub(super) fn address(address: SocketAddr) -> Check {
    const NAME: &str = "Address";
    match TcpListener::bind(address) {
        Ok(_) => Check::good(NAME, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Check::weak(
            NAME,
            format!("{address} is taken, perhaps by the service itself"),
            "ss -ltnp tells by whom; BIND_ADDRESS names another",
        ),
        Err(error) => Check::weak(
            NAME,
            format!("{address} cannot be listened on: {error}"),
            "set BIND_ADDRESS to an address of this machine and a port from 1024 on",
        ),
    }
}

pub(super) fn certificate(files: Option<&TlsConfig>) -> Check {
    const NAME: &str = "Certificate";
    let Some(files) = files else {
        return Check::good(NAME, "none: the service speaks plain HTTP");
    };
    match http::check_certificate(files) {
        Ok(()) => Check::good(NAME, format!("{} and its key", files.certificate.display())),
        Err(error) => Check::weak(
            NAME,
            with_cause(&error),
            "TLS_CERT_FILE and TLS_KEY_FILE have to be PEM that the service's user may read",
        ),
    }
}

fn with_cause(error: &ServerError) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn an_address_is_free_or_taken_or_none_of_ours() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let check = address(taken.local_addr().unwrap());
        assert_eq!(check.state, State::Weak);
        assert!(check.found.contains("is taken"), "{check:?}");
        assert_eq!(address("127.0.0.1:0".parse().unwrap()).state, State::Good);
        // An address kept for examples (RFC 5737).
        let check = address("192.0.2.1:8000".parse().unwrap());
        assert!(check.found.contains("cannot be listened on"), "{check:?}");
    }

    #[test]
    fn a_certificate_that_cannot_be_used_is_told_by_its_file() {
        assert_eq!(certificate(None).state, State::Good);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cert.pem");
        std::fs::write(&file, "no PEM").unwrap();
        let check = certificate(Some(&TlsConfig { certificate: file.clone(), key: file.clone() }));
        assert_eq!(check.state, State::Weak);
        assert!(check.found.contains("cert.pem"), "{check:?}");
    }
}
