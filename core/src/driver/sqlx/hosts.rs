//! The servers that a URL names, and which of them is in use.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::driver::limits::Limits;
use crate::driver::sqlx::engine::{Engine, Opened};
use crate::driver::sqlx::fault::FaultScope;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Servers of which one takes the writes. All connections go to the same one, until it cannot be used any more.
pub(in crate::driver) struct Hosts<E: Engine> {
    options: Vec<E::Options>,
    current: AtomicUsize,
}

impl<E: Engine> Hosts<E> {
    pub(in crate::driver) fn new(options: Vec<E::Options>) -> Self {
        Self {
            options,
            current: AtomicUsize::new(0),
        }
    }

    /// Opens a connection to the server in use, or to the next one if that cannot be reached or does not write any more. Every
    /// other error is the caller's: a server that takes no more connections, say, still takes the writes of those it has.
    pub(super) async fn open(&self, limits: &Limits) -> Result<(usize, Opened<E>)> {
        let first = self.current.load(Ordering::Relaxed);
        // A single server may be one that only reads; among several the one that writes is meant.
        let writes = self.options.len() > 1;
        let mut last = None;
        for step in 0..self.options.len() {
            let at = (first + step) % self.options.len();
            let Some(options) = self.options.get(at) else {
                continue;
            };
            let opening = tokio::time::timeout(limits.connect, E::open(options, limits, writes));
            match opening.await {
                Ok(Ok(opened)) => {
                    self.current.store(at, Ordering::Relaxed);
                    return Ok((at, opened));
                }
                Ok(Err(fault)) if fault.reach >= FaultScope::Server => last = Some(fault.error),
                Ok(Err(fault)) => return Err(fault.error),
                Err(_) => {
                    last = Some(Error::new(
                        ErrorKind::Unavailable,
                        "the database did not answer when a connection was opened; check the host and the port, and that the server runs",
                    ));
                }
            }
        }
        Err(last.unwrap_or_else(|| {
            Error::new(
                ErrorKind::Misuse,
                "the URL names no host; write `scheme://user@host/database`",
            )
        }))
    }

    /// True for the server that takes the writes now.
    pub(super) fn is_current(&self, host: usize) -> bool {
        self.current.load(Ordering::Relaxed) == host
    }
}

/// Splits a URL with several hosts into one URL for each, refuses settings that are not known, and turns on the verification
/// of certificates for a host that is not this machine, unless the URL says what it wants.
pub(in crate::driver) fn urls(
    url: &str,
    settings: &[&str],
    tls: (&[&str], &str),
) -> Result<Vec<String>> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| {
        invalid("the URL lacks the `//` after its scheme; write `scheme://user@host/database`")
    })?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let keys: Vec<&str> = query
        .split('&')
        .filter(|setting| !setting.is_empty())
        .map(|setting| setting.split_once('=').map_or(setting, |(key, _)| key))
        .collect();
    if let Some(unknown) = keys.iter().find(|key| !settings.contains(key)) {
        return Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "the URL has the unknown setting {}; those known are {}",
                shown(unknown),
                settings.join(", ")
            ),
        ));
    }
    let (user, hosts) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(user, hosts)| (user, hosts));
    let at = if authority.contains('@') { "@" } else { "" };
    let names_tls = keys.iter().any(|key| tls.0.contains(key));
    let elsewhere = keys.iter().any(|key| matches!(*key, "host" | "hostaddr"));
    Ok(hosts
        .split(',')
        .map(|host| {
            let mut query = query.to_owned();
            if !names_tls && (!is_local(host) || elsewhere && !is_socket(query.as_str())) {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(tls.1);
            }
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{scheme}://{user}{at}{host}{path}{mark}{query}")
        })
        .collect())
}

/// True for this machine: what is sent there crosses no network.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name.is_empty()
        || name.eq_ignore_ascii_case("localhost")
        || name == "::1"
        || name.starts_with('/')
        || name.to_ascii_lowercase().starts_with("%2f")
        || name
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// True when the setting `host` of a URL names the directory of a socket.
fn is_socket(query: &str) -> bool {
    query.split('&').any(|setting| {
        setting
            .split_once('=')
            .is_some_and(|(key, value)| key == "host" && is_local(value))
    })
}

/// A key is shown only if it looks like one: what does not could be part of a password that was not encoded.
fn shown(key: &str) -> String {
    let plain = key.len() <= 32
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain {
        format!("`{key}`")
    } else {
        "(not shown)".to_owned()
    }
}

pub(in crate::driver) fn invalid(message: &'static str) -> Error {
    Error::new(ErrorKind::Misuse, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &[&str] = &["sslmode", "options", "host"];

    fn split(url: &str) -> Vec<String> {
        urls(url, SETTINGS, (&["sslmode"], "sslmode=verify-full")).unwrap()
    }

    #[test]
    fn a_url_with_several_hosts_is_one_for_each() {
        assert_eq!(
            split("x://me:pass%2C@127.0.0.1:1,[::1]:2,localhost/app?options=a"),
            [
                "x://me:pass%2C@127.0.0.1:1/app?options=a",
                "x://me:pass%2C@[::1]:2/app?options=a",
                "x://me:pass%2C@localhost/app?options=a"
            ]
        );
        assert_eq!(split("x:///app?host=/run"), ["x:///app?host=/run"]);
    }

    #[test]
    fn certificates_are_verified_off_this_machine_unless_the_url_says_otherwise() {
        let verified = |url: &str| {
            split(url)
                .iter()
                .all(|url| url.ends_with("sslmode=verify-full"))
        };
        for url in [
            "x://db.example.com/a",
            "x://10.0.0.1",
            "x://localhost.example.com/a",
            "x://me@db?options=b",
            "x://127.0.0.1.example.com/a",
            "x:///a?host=db.example.com",
        ] {
            assert!(verified(url), "{url}");
        }
        for url in [
            "x://localhost/a",
            "x://127.0.0.1:5/a",
            "x://127.8.9.1/a",
            "x://[::1]:3/a",
            "x:///a",
            "x://%2Frun/a",
            "x:///a?host=/run",
        ] {
            assert!(!verified(url), "{url}");
        }
        assert_eq!(
            split("x://db/a?sslmode=disable"),
            ["x://db/a?sslmode=disable"]
        );
    }

    #[test]
    fn what_is_wrong_is_refused_without_the_content() {
        for url in [
            "x:secret",
            "x://me:secret@h/a?pass word:secret=1",
            "x://h/a?cache=secret",
            "x://h/a?secret-secret-secret-secret-secret-s=1",
        ] {
            let error = urls(url, SETTINGS, (&["sslmode"], "")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Misuse);
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
