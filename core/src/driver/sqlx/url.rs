//! URLs of servers: several hosts, known settings only, and TLS off this machine.

use crate::driver::url::{invalid, unknown_setting};
use crate::error::Result;

/// Splits a URL with several hosts into one URL for each, refuses unknown settings, and enables the
/// verification of certificates for a host that is not this machine, unless the URL has a TLS
/// setting.
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
        let known = format!("those known are {}", settings.join(", "));
        return Err(unknown_setting(unknown, &known));
    }
    let (user, hosts) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(user, hosts)| (user, hosts));
    let at_sign = if authority.contains('@') { "@" } else { "" };
    let names_tls = keys.iter().any(|key| tls.0.contains(key));
    let has_host_setting = keys.iter().any(|key| matches!(*key, "host" | "hostaddr"));
    Ok(hosts
        .split(',')
        .map(|host| {
            let mut query = query.to_owned();
            if !names_tls && (!is_local(host) || has_host_setting && !names_local_host(&query)) {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(tls.1);
            }
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{scheme}://{user}{at_sign}{host}{path}{mark}{query}")
        })
        .collect())
}

/// Returns true for this machine: what is sent to it crosses no network.
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

/// Returns true when the setting `host` of a URL is this machine, or the directory of a socket.
fn names_local_host(query: &str) -> bool {
    query.split('&').any(|setting| {
        setting
            .split_once('=')
            .is_some_and(|(key, value)| key == "host" && is_local(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::kind::ErrorKind;

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
