//! Whose request it is: the peer's address, or the one a trusted proxy names.

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The client's address; `None` where the connection has none, as in tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(formatter),
            None => formatter.write_str("unknown"),
        }
    }
}

impl ClientAddress {
    /// What limits are counted by: an IPv6 client has a whole network of 2^64 addresses.
    #[must_use]
    pub fn counted_as(self) -> IpAddr {
        match self.0 {
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            Some(address) => address,
            None => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        }
    }
}

impl<S: Sync> axum::extract::FromRequestParts<S> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None)))
    }
}

/// The address of whoever is behind the trusted proxies: read from the right, the first
/// hop that is not one of them. What stands left of it anyone may have written.
#[must_use]
pub fn client_address(
    extensions: &Extensions,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> ClientAddress {
    let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<SocketAddr>>() else {
        return ClientAddress(None);
    };
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer.ip().to_canonical();
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or("")).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client) {
            break;
        }
        // A hop that cannot be read hides all that stand left of it.
        let Some(address) = hop_address(hop.trim()) else { break };
        client = address;
    }
    ClientAddress(Some(client))
}

/// `203.0.113.7`, `203.0.113.7:5123`, `2001:db8::7`, `[2001:db8::7]:5123`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let address = hop
        .parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()))
        .or_else(|_| hop.trim_start_matches('[').trim_end_matches(']').parse());
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let mut extensions = Extensions::new();
        let peer: IpAddr = peer.parse().unwrap();
        extensions.insert(ConnectInfo(SocketAddr::from((peer, 1234))));
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        client_address(&extensions, &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_name_the_client() {
        let cases = [
            ("no proxy", "203.0.113.7", &[][..], "203.0.113.7"),
            ("a header anyone may send", "203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            ("one proxy", "10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("a forged left end", "10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("two proxies", "10.0.0.1", &["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
            ("two lines", "10.0.0.1", &["198.51.100.1", "10.9.9.9"], "198.51.100.1"),
            ("with a port", "10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("version six", "fd00::1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("mapped peer", "::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("rubbish", "10.0.0.1", &["1.1.1.1, unknown"], "10.0.0.1"),
            ("proxies alone", "10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
        ];
        for (case, peer, forwarded, expected) in cases {
            assert_eq!(client(peer, forwarded), expected, "{case}");
        }
    }

    #[test]
    fn a_version_six_client_is_counted_by_its_network() {
        let counted = |text: &str| ClientAddress(Some(text.parse().unwrap())).counted_as();
        assert_eq!(counted("2001:db8:1:2::1"), counted("2001:db8:1:2:ffff::9"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
    }
}
