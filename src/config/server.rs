//! Where the service listens, and how long it waits.

use super::Env;
use ipnet::IpNet;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Loopback unless told otherwise: nobody should be on a network by accident.
    pub bind_address: SocketAddr,
    /// Proxies whose forwarding headers name the client. None by default, because a header
    /// that anyone may send proves nothing.
    pub trusted_proxies: Vec<IpNet>,
    /// The longest an upload may take. 64 MB in two minutes is a slow office line; a client
    /// that needs longer only holds memory.
    pub upload_timeout: Duration,
    /// Time for what is in flight when the process is asked to stop: as long as the
    /// longest answer at the default deadline, several times over, and inside the half
    /// minute that process managers usually allow.
    pub shutdown_grace: Duration,
}

impl ServerConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            bind_address: env.parse(
                "BIND_ADDRESS",
                "Address and port to listen on.",
                SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)),
            ),
            trusted_proxies: env.list(
                "TRUSTED_PROXIES",
                "Networks, separated by commas, whose X-Forwarded-For names the client.",
            ),
            upload_timeout: seconds(env.within(
                "UPLOAD_TIMEOUT_SECONDS",
                "The longest an upload may take.",
                120,
                1..=3600,
            )),
            shutdown_grace: seconds(env.within(
                "SHUTDOWN_GRACE_SECONDS",
                "Time for what is in flight when the service is asked to stop.",
                25,
                0..=600,
            )),
        }
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}
