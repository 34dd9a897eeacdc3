//! Moto, a server that plays Amazon: versions, tags and lifecycles, which the server in this
//! process does not know. `scripts/test` sees to it; where it is missing its tests are
//! skipped.

use super::bucket;
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use ttb_verifier::artifacts::store::S3;

/// One server for one test.
#[derive(Debug)]
pub struct Moto {
    server: Child,
    address: SocketAddr,
}

impl Moto {
    /// `None` where Moto is not installed.
    pub fn start() -> Option<Self> {
        let program = program()?;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address =
            SocketAddr::from((Ipv4Addr::LOCALHOST, listener.local_addr().unwrap().port()));
        drop(listener);
        let mut server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &address.port().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(server.try_wait().unwrap().is_none(), "Moto ended at once");
            assert!(begun.elapsed() < Duration::from_mins(1), "Moto does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(Self { server, address })
    }

    /// A client of Amazon's own, for what the store does not do.
    pub async fn client(&self) -> Client {
        let config = bucket::config(self.address, "any").await;
        let config = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        Client::from_conf(config)
    }

    /// A bucket that keeps every version of everything.
    pub async fn versioned(&self, name: &str) -> S3 {
        let client = self.client().await;
        client.create_bucket().bucket(name).send().await.unwrap();
        let versioning =
            VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
        let put = client.put_bucket_versioning().bucket(name);
        put.versioning_configuration(versioning).send().await.unwrap();
        S3::with_config(&bucket::config(self.address, "any").await, bucket::settings(name))
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Where `scripts/install` puts it.
fn program() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the tests' own machine is looked at")]
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let data =
        variable("XDG_DATA_HOME").or_else(|| Some(variable("HOME")?.join(".local/share")))?;
    let program = data.join("ttb-verifier-tests/moto/bin/moto_server");
    program.is_file().then_some(program)
}
