//! A PostgreSQL of the tests' own: in a temporary folder, on a free port, gone with the
//! process that started it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use ttb_verifier::config::DatabaseAddress;

pub(super) const USER: &str = "tester";

/// One server for all tests of this process.
#[derive(Debug)]
pub(super) struct Server {
    pub folder: PathBuf,
    pub port: u16,
}

/// A database of its own for each caller; `None` where no PostgreSQL is installed:
/// `scripts/test` sees to that.
pub fn database(name: &str) -> Option<DatabaseAddress> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(Server::start).as_ref()?;
    server.sql(&format!("CREATE DATABASE {name}"));
    let port = server.port;
    Some(format!("postgres://{USER}@127.0.0.1:{port}/{name}").parse().expect("an address"))
}

impl Server {
    #[expect(clippy::zombie_processes, reason = "server and watcher end with this process")]
    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = new_cluster(&programs);
        let port = free_port();
        let mut server = launch(&programs, &folder, port);
        // Statics are not dropped: a shell that waits for this process ends the server.
        let watch = format!(
            "while kill -0 {} 2>/dev/null; do sleep 0.5; done; kill -INT {}; sleep 2; rm -rf '{}'",
            std::process::id(),
            server.id(),
            folder.display()
        );
        let mut watcher = Command::new("sh");
        watcher.args(["-c", &watch]).stdin(Stdio::null()).stdout(Stdio::null());
        watcher.stderr(Stdio::null()).spawn().unwrap();

        listens(&mut server, port);
        let server = Self { folder: programs, port };
        server.wait();
        Some(server)
    }

    /// It listens before it answers.
    pub fn wait(&self) {
        let begun = Instant::now();
        while !self.psql("SELECT 1").status().unwrap().success() {
            assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn sql(&self, sql: &str) {
        run(&mut self.psql(sql));
    }

    fn psql(&self, sql: &str) -> Command {
        let mut psql = Command::new(self.folder.join("psql"));
        psql.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER, "-d", "postgres"]);
        psql.args(["-X", "-q", "-c", sql]).stdout(Stdio::null()).stderr(Stdio::null());
        psql
    }
}

/// The folder of a new server.
pub(super) fn new_cluster(programs: &Path) -> PathBuf {
    let folder = tempfile::tempdir().unwrap().keep();
    if is_root() {
        // PostgreSQL refuses to run as root.
        run(Command::new("chown").arg("postgres").arg(&folder));
    }
    run(program(programs, "initdb")
        .args(["--auth=trust", "--no-sync", "--encoding=UTF8", "--username", USER, "-D"])
        .arg(folder.join("data")));
    folder
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(super) fn launch(programs: &Path, folder: &Path, port: u16) -> Child {
    program(programs, "postgres")
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories=", "-c", "fsync=off"])
        .args(["-c", "max_connections=50"])
        .spawn()
        .unwrap()
}

pub(super) fn listens(server: &mut Child, port: u16) {
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(server.try_wait().unwrap().is_none(), "PostgreSQL ended at once");
        assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Where Debian puts them, newest first, or wherever the path says.
pub(super) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    versions.sort();
    versions.into_iter().rev().find(|folder| folder.join("initdb").exists())
}

fn program(folder: &Path, name: &str) -> Command {
    let path = folder.join(name);
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

pub(super) fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
