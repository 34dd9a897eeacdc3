//! What a measurement cost the machine, as Linux tells it.

use serde::{Deserialize, Serialize};
use std::fs;

/// A process's use of the machine since it started; `None` where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Usage {
    pub cpu_seconds: Option<f64>,
    pub peak_memory_mib: Option<f64>,
}

/// Linux counts processor time for its users in hundredths of a second, on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

impl Usage {
    pub(super) fn now() -> Self {
        Self::read("self")
    }

    /// The use of another process; nothing of one that is not there.
    pub(super) fn of(pid: u32) -> Self {
        Self::read(&pid.to_string())
    }

    fn read(process: &str) -> Self {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok();
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok();
        Self {
            cpu_seconds: stat.as_deref().and_then(cpu_seconds),
            peak_memory_mib: status.as_deref().and_then(peak_memory_mib),
        }
    }
}

/// User and system time: the 14th and 15th field, counted behind the command's name in
/// brackets, which may itself hold spaces.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_SECOND)
}

fn peak_memory_mib(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_not_there_used_nothing() {
        // Linux counts processes up to 2^22.
        assert_eq!(Usage::of(u32::MAX), Usage::default());
        assert_eq!(
            Usage::of(std::process::id()).peak_memory_mib.is_some(),
            cfg!(target_os = "linux")
        );
    }

    #[test]
    fn a_command_with_spaces_and_brackets_does_not_shift_the_fields() {
        let stat = "71 (a b) c) R 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(peak_memory_mib("Name:\tx\nVmHWM:\t  2048 kB\n"), Some(2.0));
    }
}
