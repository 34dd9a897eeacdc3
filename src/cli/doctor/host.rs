//! The machine itself: disk, memory, cores.

use super::Check;
use std::path::Path;
use std::process::Command;
use std::{fs, thread};

/// A day of a busy office's artifacts, and room for the database's journal.
const LEAST_DISK_MIB: u64 = 1024;
/// PP-OCR's sessions take half of it, a large picture in work the rest.
const LEAST_MEMORY_MIB: u64 = 1024;

pub(super) fn disk(folder: &Path) -> Check {
    const NAME: &str = "Free disk";
    let told = Command::new("df").arg("-Pk").arg(folder).output().ok();
    match told.and_then(|told| free_mib(&String::from_utf8_lossy(&told.stdout))) {
        None => Check::weak(NAME, "the system does not tell", "look at it with df"),
        Some(free) if free < LEAST_DISK_MIB => Check::weak(
            NAME,
            format!("{free} MiB"),
            format!("make room: less than {LEAST_DISK_MIB} MiB fills within days"),
        ),
        Some(free) => Check::good(NAME, format!("{} GiB", free / 1024)),
    }
}

/// The fourth column of `df -Pk`, whose one line of data follows a heading.
fn free_mib(told: &str) -> Option<u64> {
    let kibibytes: u64 = told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kibibytes / 1024)
}

pub(super) fn memory() -> Check {
    const NAME: &str = "Available memory";
    let told = fs::read_to_string("/proc/meminfo").ok();
    match told.as_deref().and_then(available_mib) {
        None => Check::weak(NAME, "the system does not tell", "look at it with free"),
        Some(free) if free < LEAST_MEMORY_MIB => Check::weak(
            NAME,
            format!("{free} MiB"),
            format!(
                "{LEAST_MEMORY_MIB} MiB are needed for both engines; OCR_CONCURRENCY=1 saves some"
            ),
        ),
        Some(free) => Check::good(NAME, format!("{free} MiB")),
    }
}

fn available_mib(told: &str) -> Option<u64> {
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1024)
}

pub(super) fn cores() -> Check {
    const NAME: &str = "Cores";
    match thread::available_parallelism() {
        Ok(cores) if cores.get() == 1 => {
            Check::weak(NAME, "1", "two answer ten people at once within five seconds")
        }
        Ok(cores) => Check::good(NAME, cores.to_string()),
        Err(error) => Check::weak(NAME, error.to_string(), "set OCR_CONCURRENCY by hand"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_own_tables_are_understood() {
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                  /dev/sda1 1000 400 2097152 40% /\n";
        assert_eq!(free_mib(df), Some(2048));
        assert_eq!(available_mib("MemTotal: 9 kB\nMemAvailable:   3145728 kB\n"), Some(3072));
        assert_eq!((free_mib("nothing"), available_mib("nothing")), (None, None));
    }
}
