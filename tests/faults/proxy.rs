//! A network that fails on demand: a TCP proxy on loopback between the SDK and its server.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fivefold::db::Builder;
use fivefold::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::test_database::TestDatabase;

/// Where in the exchange of one request the connection is cut, with a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Before the request is passed on.
    Unsent,
    /// After half of the request.
    Half,
    /// After the request, without waiting for an answer.
    Sent,
    /// After half of the answer.
    HalfAnswered,
    /// Before a COMMIT is passed on.
    CommitUnsent,
    /// After the answer to a COMMIT has come from the server, and before it is passed on.
    CommitUnanswered,
}

pub const POINTS: [Point; 6] = [
    Point::Unsent,
    Point::Half,
    Point::Sent,
    Point::HalfAnswered,
    Point::CommitUnsent,
    Point::CommitUnanswered,
];

/// The speed of the network.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Before each packet.
    pub pause: Duration,
    /// The most bytes in one.
    pub bytes: usize,
}

pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    target: String,
    plan: Mutex<Option<Point>>,
    cuts: AtomicU64,
    is_silent: AtomicBool,
    /// Counts the silences: a connection that lived through one stays silent.
    silences: AtomicU64,
    pace: Mutex<Option<Pace>>,
}

impl Proxy {
    /// Starts a proxy in front of the server of the database.
    pub async fn start(database: &TestDatabase) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            target: database.server().host(),
            plan: Mutex::new(None),
            cuts: AtomicU64::new(0),
            is_silent: AtomicBool::new(false),
            silences: AtomicU64::new(0),
            pace: Mutex::new(None),
        });
        let accepted = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = Arc::clone(&accepted);
                tokio::spawn(async move { shared.pass(client).await });
            }
        });
        Self {
            port,
            shared,
            accepting,
        }
    }

    /// Returns the URL of the database through the proxy.
    pub fn url(&self, database: &TestDatabase) -> String {
        let host = database.server().host();
        database
            .url()
            .replace(&host, &format!("127.0.0.1:{}", self.port))
    }

    pub async fn open(&self, database: &TestDatabase, tune: impl FnOnce(Builder) -> Builder) -> Db {
        tune(Db::builder(&self.url(database)))
            .connect()
            .await
            .unwrap()
    }

    /// Cuts the next exchange at this point.
    pub fn plan(&self, point: Point) {
        *self.shared.plan() = Some(point);
    }

    /// Returns the number of connections that were cut as planned.
    pub fn cuts(&self) -> u64 {
        self.shared.cuts.load(Ordering::SeqCst)
    }

    /// Swallows everything from now on, in both directions.
    pub fn silence(&self) {
        self.shared.silences.fetch_add(1, Ordering::SeqCst);
        self.shared.is_silent.store(true, Ordering::SeqCst);
    }

    /// Passes new connections on again. Those that there were stay silent, as after a router that
    /// lost its state.
    pub fn speak(&self) {
        self.shared.is_silent.store(false, Ordering::SeqCst);
    }

    pub fn slow(&self, pace: Option<Pace>) {
        *self
            .shared
            .pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = pace;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn plan(&self) -> MutexGuard<'_, Option<Point>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes one connection on until it ends.
    async fn pass(&self, mut client: TcpStream) {
        let silences = self.silences.load(Ordering::SeqCst);
        let is_silent = || {
            self.is_silent.load(Ordering::SeqCst)
                || self.silences.load(Ordering::SeqCst) != silences
        };
        let Ok(mut server) = TcpStream::connect(&self.target).await else {
            return reset(client);
        };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let (mut asked, mut answered) = (vec![0; 64 << 10], vec![0; 64 << 10]);
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let request = match read { Ok(0) | Err(_) => return, Ok(count) => &asked[..count] };
                    if is_silent() { continue; }
                    if let Some(point) = self.wanted(request) {
                        self.cut(point, request, &mut client, &mut server).await;
                        self.cuts.fetch_add(1, Ordering::SeqCst);
                        reset(server);
                        return reset(client);
                    }
                    if self.send(&mut server, request).await.is_err() { return; }
                }
                read = server.read(&mut answered) => {
                    let answer = match read { Ok(0) | Err(_) if is_silent() => std::future::pending().await, Ok(0) | Err(_) => return, Ok(count) => &answered[..count] };
                    if is_silent() { continue; }
                    if self.send(&mut client, answer).await.is_err() { return; }
                }
            }
        }
    }

    /// The point at which this exchange is to be cut.
    fn wanted(&self, request: &[u8]) -> Option<Point> {
        let mut plan = self.plan();
        let commits = request.windows(6).any(|window| window == b"COMMIT");
        match *plan {
            Some(Point::CommitUnsent | Point::CommitUnanswered) if !commits => None,
            _ => plan.take(),
        }
    }

    async fn cut(
        &self,
        point: Point,
        request: &[u8],
        client: &mut TcpStream,
        server: &mut TcpStream,
    ) {
        let half = request.len() / 2;
        let mut answer = vec![0; 64 << 10];
        match point {
            Point::Unsent | Point::CommitUnsent => {}
            Point::Half => drop(server.write_all(&request[..half]).await),
            Point::Sent => drop(server.write_all(request).await),
            Point::HalfAnswered | Point::CommitUnanswered => {
                let _ = server.write_all(request).await;
                let count = server.read(&mut answer).await.unwrap_or(0);
                if point == Point::HalfAnswered {
                    let _ = client.write_all(&answer[..count / 2]).await;
                    // A reset takes what was not read yet with it.
                    sleep(Duration::from_millis(1)).await;
                }
            }
        }
    }

    async fn send(&self, to: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
        let pace = *self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(pace) = pace else {
            return to.write_all(bytes).await;
        };
        for packet in bytes.chunks(pace.bytes) {
            sleep(pace.pause).await;
            to.write_all(packet).await?;
        }
        Ok(())
    }
}

/// Ends a connection so that the other side sees an error, and not an end.
fn reset(stream: TcpStream) {
    let _ = stream.set_zero_linger();
}
