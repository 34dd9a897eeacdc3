//! `health`: asks the service on this machine whether it is ready; for images and scripts
//! that have no other client.

use super::page;
use crate::config::Config;
use anyhow::Context;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

/// Shorter than what a container allows its check.
const PATIENCE: Duration = Duration::from_secs(4);

/// Asks a running service on this machine whether it is ready; status 0 when it is.
#[derive(Debug, clap::Args)]
pub struct Health;

impl Health {
    /// Asks at the address that the service would listen on.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/v1/health/ready", near(config.server.bind_address));
        // It is in place already where another part came first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::blocking::Client::builder()
            .timeout(PATIENCE)
            .no_proxy()
            // The certificate is for the name that clients call, not for this address.
            .danger_accept_invalid_certs(true)
            .build()?;
        let answer = client.get(&url).send().with_context(|| format!("{url} does not answer"))?;
        if answer.status().is_success() {
            page::print("ready\n")?;
            return Ok(ExitCode::SUCCESS);
        }
        page::print(&format!("not ready: {}\n", answer.text()?))?;
        Ok(ExitCode::FAILURE)
    }
}

/// Where a listener on all addresses is reached from beside it.
fn near(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
