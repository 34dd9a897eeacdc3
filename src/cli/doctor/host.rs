//! The machine itself: memory and cores.

use super::Check;
use std::{fs, thread};

/// PP-OCR's sessions take half of it, a large picture in work the rest.
const LEAST_MEMORY_MIB: u64 = 1024;

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
    fn the_memory_that_is_left_is_read_from_the_system_s_table() {
        assert_eq!(available_mib("MemTotal: 9 kB\nMemAvailable:   3145728 kB\n"), Some(3072));
        assert_eq!(available_mib("nothing"), None);
    }
}
