//! Where a message may go: an address on the open internet, or one that the operator named.
//!
//! Whoever gives us an address makes us knock at it, from inside the operator's network. The
//! name is resolved once, every address of it is looked at, and the connection is made to
//! those very addresses: a name that means something else a moment later helps nobody.

use ipnet::IpNet;
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Characters of an address.
const LONGEST: usize = 2000;

/// A place that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub url: Url,
    pub host: String,
    /// At least one; nothing else is connected to.
    pub addresses: Vec<SocketAddr>,
}

/// Why a message does not go there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("is no address of a web server")]
    NotAUrl,
    #[error("has to begin with https:// or http://")]
    Scheme,
    #[error("may not carry a name or a password")]
    Credentials,
    #[error("leads into a private network ({0}); WEBHOOK_ALLOW names those that may be reached")]
    Private(IpAddr),
    #[error("the name {0} cannot be resolved")]
    Unresolved(String),
}

/// What can be told of an address without asking anybody.
pub fn check_url(text: &str, allow: &[IpNet]) -> Result<Url, Refused> {
    if text.len() > LONGEST {
        return Err(Refused::NotAUrl);
    }
    let url = Url::parse(text).map_err(|_| Refused::NotAUrl)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refused::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::Credentials);
    }
    if let Some(address) = literal(&url) {
        ensure_allowed(address, allow)?;
    }
    url.host_str().filter(|host| !host.is_empty()).ok_or(Refused::NotAUrl)?;
    Ok(url)
}

impl Target {
    /// Resolves the name and looks at every address that it has.
    pub async fn find(text: &str, allow: &[IpNet]) -> Result<Self, Refused> {
        let url = check_url(text, allow)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().ok_or(Refused::NotAUrl)?;
        let addresses: Vec<SocketAddr> = match literal(&url) {
            Some(address) => vec![SocketAddr::new(address, port)],
            None => tokio::net::lookup_host((host.as_str(), port))
                .await
                .map_err(|_| Refused::Unresolved(host.clone()))?
                .collect(),
        };
        if addresses.is_empty() {
            return Err(Refused::Unresolved(host));
        }
        for address in &addresses {
            ensure_allowed(address.ip(), allow)?;
        }
        Ok(Self { url, host, addresses })
    }
}

/// The host, where it is an address itself, in whatever spelling.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn ensure_allowed(address: IpAddr, allow: &[IpNet]) -> Result<(), Refused> {
    let address = address.to_canonical();
    let named = allow.iter().any(|network| network.contains(&address));
    if named || is_public(address) { Ok(()) } else { Err(Refused::Private(address)) }
}

/// Whether an address is somebody's on the open internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // Carriers' own.
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        // Former relays, and benchmarks.
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && b & 0xfe == 18)
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, .., g, h] = address.segments();
    let last = Ipv4Addr::from((u32::from(g) << 16) | u32::from(h));
    match (a, b) {
        // Translated: what counts is the address behind.
        (0x64, 0xff9b) => is_public_v4(last),
        // Tunnels, and what documentation uses.
        (0x2002, _) | (0x2001, 0 | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // All that was ever given to anybody.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_internet_is_public() {
        let public =
            ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"];
        let private = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "ff02::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a00:1",
            "::7f00:1",
        ];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in private {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_is_refused_however_it_is_spelt() {
        let private = |url: &str| matches!(check_url(url, &[]), Err(Refused::Private(_)));
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://017700000001/",
            "https://[::1]:8443/x",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            assert!(private(url), "{url}: {:?}", check_url(url, &[]));
        }
        assert_eq!(check_url("ftp://example.com/", &[]), Err(Refused::Scheme));
        assert_eq!(check_url("file:///etc/passwd", &[]), Err(Refused::Scheme));
        assert_eq!(check_url("https://u:p@example.com/", &[]), Err(Refused::Credentials));
        assert_eq!(check_url("example.com/hook", &[]), Err(Refused::NotAUrl));
        assert!(check_url("https://example.com/hook?x=1", &[]).is_ok());
        let allow = ["10.0.0.0/8".parse().unwrap()];
        assert!(check_url("http://10.1.2.3:9000/", &allow).is_ok());
        assert!(check_url("http://[::ffff:10.0.0.1]/", &allow).is_ok());
        assert!(matches!(check_url("http://192.168.0.1/", &allow), Err(Refused::Private(_))));
    }

    #[tokio::test]
    async fn a_name_is_what_it_resolves_to() {
        let found = Target::find("http://localhost:9/", &[]).await;
        assert!(matches!(found, Err(Refused::Private(_))), "{found:?}");
        let allow = ["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let found = Target::find("http://localhost:9/", &allow).await.unwrap();
        assert!(found.addresses.iter().all(|address| address.ip().is_loopback()));
    }
}
