//! The machine of the measurements.

use std::fs;

/// Prints the processor, how many of them, the kernel, and the load before anything ran.
pub(crate) fn print() {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let name = processors
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split_once(':'))
        .map_or("unknown", |(_, name)| name.trim());
    let count = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!(
        "{name}, {count} cores, Linux {}, load {}",
        read("/proc/sys/kernel/osrelease").trim(),
        load()
    );
}

/// The processes that ran or waited in the last 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// The connection to the server.
pub(crate) fn way(url: &str) -> &'static str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let by_socket = rest.contains("socket=")
        || rest.contains("host=/")
        || rest.contains("host=%2F")
        || host.starts_with("%2F");
    if by_socket { "a socket" } else { "TCP" }
}
