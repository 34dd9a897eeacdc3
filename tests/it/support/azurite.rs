//! Azurite, a server that plays Azure: it checks signatures and takes batches as Azure does,
//! and keeps no versions. `scripts/test` sees to it; where it is missing its tests are
//! skipped.

use object_store::azure::{
    AzureAccessKey, AzureAuthorizer, AzureCredential, MicrosoftAzureBuilder,
};
use object_store::client::{HttpRequest, HttpRequestBody};
use reqwest::Method;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use ttb_verifier::artifacts::store::Cloud;

/// The account that every Azurite has, and its key.
pub const ACCOUNT: &str = "devstoreaccount1";
pub const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// One server for one test.
#[derive(Debug)]
pub struct Azurite {
    server: Child,
    address: SocketAddr,
}

impl Azurite {
    /// `None` where Azurite is not installed.
    pub fn start() -> Option<Self> {
        let program = program()?;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address =
            SocketAddr::from((Ipv4Addr::LOCALHOST, listener.local_addr().unwrap().port()));
        drop(listener);
        let mut server = Command::new("node")
            .arg(program)
            .args(["--blobHost", "127.0.0.1", "--blobPort", &address.port().to_string()])
            .args(["--inMemoryPersistence", "--disableTelemetry", "--silent"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(server.try_wait().unwrap().is_none(), "Azurite ended at once");
            assert!(begun.elapsed() < Duration::from_mins(2), "Azurite does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(Self { server, address })
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}/{ACCOUNT}", self.address)
    }

    /// A new container, by the account's key.
    pub async fn container(&self, name: &str) -> Cloud {
        let store = self.store_with(name, KEY);
        self.send(Method::PUT, &format!("/{name}?restype=container"), "").await;
        store
    }

    /// A container, whether it is there or not, by any key.
    pub fn store_with(&self, name: &str, key: &str) -> Cloud {
        let builder = MicrosoftAzureBuilder::new()
            .with_endpoint(self.endpoint())
            .with_allow_http(true)
            .with_access_key(key);
        Cloud::azure_by(builder, ACCOUNT, name)
    }

    /// What a process needs in its environment to reach it.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("AZURE_STORAGE_ENDPOINT", self.endpoint()),
            ("AZURE_ALLOW_HTTP", "true".to_owned()),
            ("AZURE_STORAGE_ACCOUNT_KEY", KEY.to_owned()),
        ]
    }

    /// The account keeps what is erased for so many days, or not at all.
    pub async fn keep_deleted(&self, days: Option<u32>) {
        let policy = match days {
            Some(days) => format!("<Enabled>true</Enabled><Days>{days}</Days>"),
            None => "<Enabled>false</Enabled>".to_owned(),
        };
        let properties = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><StorageServiceProperties>\
             <DeleteRetentionPolicy>{policy}</DeleteRetentionPolicy></StorageServiceProperties>"
        );
        self.send(Method::PUT, "/?restype=service&comp=properties", &properties).await;
    }

    async fn send(&self, method: Method, path: &str, body: &str) {
        let address = format!("{}{path}", self.endpoint());
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = method.clone();
        *request.uri_mut() = address.parse().unwrap();
        let length = body.len().into();
        request.headers_mut().insert(reqwest::header::CONTENT_LENGTH, length);
        let key = AzureCredential::AccessKey(AzureAccessKey::try_new(KEY).unwrap());
        AzureAuthorizer::new(&key, ACCOUNT).try_authorize(&mut request).unwrap();
        let client = reqwest::Client::new().request(method, request.uri().to_string());
        let sent = client.headers(request.headers().clone()).body(body.to_owned()).send();
        let answer = sent.await.unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{address}: {status} {}", answer.text().await.unwrap());
    }
}

impl Drop for Azurite {
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
    let program =
        data.join("ttb-verifier-tests/azurite/node_modules/azurite/dist/src/blob/main.js");
    program.is_file().then_some(program)
}
