//! The server's process, as Linux shows it in `/proc`.

use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// A process and the command it was started with, so that a proxy is not taken for the
/// server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Process {
    pub pid: u32,
    pub name: String,
}

/// How `/proc/net/tcp` writes the state of a socket that waits for connections.
const LISTENING: &str = "0A";

impl Process {
    /// The process of that number; `None` where there is none, or no `/proc`.
    pub(super) fn named(pid: u32) -> Option<Self> {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        Some(Self { pid, name: name.trim().to_owned() })
    }

    /// The process that listens on a port of this machine; `None` where that cannot be
    /// seen, as with another user's.
    pub(super) fn listening(port: u16) -> Option<Self> {
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(fs::read_to_string);
        let socket = tables.iter().flatten().find_map(|table| listener(table, port))?;
        let link = format!("socket:[{socket}]");
        for entry in fs::read_dir("/proc").ok()?.flatten() {
            let pid = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(pid) = pid
                && has_open(&entry.path().join("fd"), &link)
            {
                return Self::named(pid);
            }
        }
        None
    }
}

/// The number of the socket that listens on a port: the tenth field.
fn listener(table: &str, port: u16) -> Option<u64> {
    let port = format!("{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let (_, own_port) = fields.get(1)?.rsplit_once(':')?;
        let listens = own_port == port && *fields.get(3)? == LISTENING;
        fields.get(9).filter(|_| listens)?.parse().ok()
    })
}

fn has_open(files: &Path, link: &str) -> bool {
    let Ok(files) = fs::read_dir(files) else { return false };
    files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|to| to == Path::new(link)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn only_a_socket_that_listens_counts() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  0 0 71 1 0\n\
            1: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 72 1 0\n";
        assert_eq!(listener(table, 8000), Some(72));
        assert_eq!(listener(table, 8001), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_found_by_the_port_it_listens_on() {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let found = Process::listening(socket.local_addr().unwrap().port()).unwrap();
        assert_eq!(Some(found.clone()), Process::named(std::process::id()));
        assert!(!found.name.is_empty());
    }
}
