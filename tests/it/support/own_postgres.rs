//! A PostgreSQL that a test may stop and start.

use super::postgres::{Server, USER, free_port, launch, listens, new_cluster, programs, run};
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};

/// A server of a test's own, which it may stop and start.
#[derive(Debug)]
pub struct OwnServer {
    server: Server,
    place: PathBuf,
    process: Child,
}

impl OwnServer {
    /// `None` where no PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let programs = programs()?;
        let place = new_cluster(&programs);
        let port = free_port();
        let process = launch(&programs, &place, port);
        let mut own = Self { server: Server { folder: programs, port }, place, process };
        own.answers();
        own.server.sql("CREATE DATABASE jobs");
        Some(own)
    }

    pub fn address(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/jobs", self.server.port)
    }

    /// At once, as if the machine had been switched off.
    pub fn stop(&mut self) {
        run(&mut self.killing());
        self.process.wait().unwrap();
    }

    pub fn start_again(&mut self) {
        self.process = launch(&self.server.folder, &self.place, self.server.port);
        self.answers();
    }

    /// By the shell's own: a small machine has no program for it.
    fn killing(&self) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("kill -QUIT {} 2>/dev/null", self.process.id())]);
        shell
    }

    fn answers(&mut self) {
        listens(&mut self.process, self.server.port);
        self.server.wait();
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            let _ = self.killing().status();
            let _ = self.process.wait();
        }
        let _ = fs::remove_dir_all(&self.place);
    }
}
