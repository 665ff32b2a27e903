//! Servers that a test starts, stops and starts again; each on a free port, with a directory of its
//! own.
//!
//! A server ends with the process that started it, however that ends: see `servers/keeper.rs`. As
//! root, a server runs under the account that its packages made, since neither of them likes to run
//! as root.
//!
//! Everything here blocks; call it through `spawn_blocking` where others must go on meanwhile.

mod installed;
mod keeper;
mod mariadb;
mod pgbouncer;
mod postgres;
mod server;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

pub use pgbouncer::PgBouncer;
pub use server::{Kind, Server};

/// The way in which a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It ends its connections and writes down what it has in memory.
    Clean,
    /// It ends as in a crash, and recovers when it is started again.
    Immediate,
}

/// The longest time until a server accepts connections.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns a free port.
fn free_port() -> io::Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()
        .map(|address| address.port())
}

/// Waits until the server accepts connections.
fn wait_until(ready: impl Fn() -> bool) -> io::Result<()> {
    let until = Instant::now() + PATIENCE;
    while !ready() {
        if Instant::now() >= until {
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the server does not accept connections",
            ));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
