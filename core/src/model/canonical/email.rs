//! The canonical form of an e-mail address.

/// The maximum length of a text that can be an address, in bytes: a local part of 64, and a host of
/// 253 characters of 4 bytes that become as many in ASCII.
const MAX_LENGTH: usize = 64 + 1 + 253 * 4;

/// Returns the address in lower case, with its host in ASCII (IDNA); `None` if the text is not an
/// address.
///
/// Two spellings of one mailbox become the same text on every database, whatever its collation;
/// addresses that only look alike stay different.
pub(super) fn canonical_email(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let (local, host) = text.split_once('@')?;
    let host = idna::domain_to_ascii_strict(host).ok()?;
    // The rules of `email` require ASCII: other characters whose lower case is ASCII, such as the
    // Kelvin sign, make another address.
    if local.is_empty() || !local.is_ascii() || host.contains('@') {
        return None;
    }
    Some(format!("{}@{host}", local.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::canonical_email;

    #[test]
    fn spellings_of_one_mailbox_are_one_text() {
        for text in [
            "ann@example.com",
            "Ann@Example.COM",
            "ANN@EXAMPLE.com",
            "ann@ｅxample.com",
        ] {
            assert_eq!(
                canonical_email(text).as_deref(),
                Some("ann@example.com"),
                "{text}"
            );
        }
        for text in [
            "x@münchen.example",
            "X@MÜNCHEN.example",
            "x@xn--mnchen-3ya.example",
        ] {
            assert_eq!(
                canonical_email(text).as_deref(),
                Some("x@xn--mnchen-3ya.example"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_it_is_another_address_or_none() {
        for text in [
            "\u{212a}en@example.com",
            "änn@example.com",
            "ann",
            "@example.com",
            "ann@",
            "ann@exa mple.com",
            "ann@a@example.com",
            "",
        ] {
            assert_eq!(canonical_email(text), None, "{text:?}");
        }
        assert_ne!(
            canonical_email("ann@exаmple.com"),
            canonical_email("ann@example.com")
        );
        assert_ne!(
            canonical_email("ann@straße.example"),
            canonical_email("ann@strasse.example")
        );
    }

    #[test]
    fn the_form_is_stable() {
        for text in ["Ann@Example.COM", "x@münchen.example", "O'Neil@example.org"] {
            let once = canonical_email(text).unwrap_or_default();
            assert_eq!(canonical_email(&once), Some(once.clone()));
        }
    }

    #[test]
    fn a_host_of_a_megabyte_was_converted() {
        let label = format!("{}.", "\u{fc}".repeat(50));
        let long = format!("ann@{}example", label.repeat(12_000));
        assert!(long.len() > 1_200_000);
        // The least of several times, on a machine that has other work: it took more than a second.
        let times = (0..5).map(|_| {
            let start = Instant::now();
            assert_eq!(canonical_email(&long), None);
            start.elapsed()
        });
        assert!(times.min() < Some(Duration::from_millis(50)));
        // The control: a host of such a label is one.
        assert!(canonical_email(&format!("ann@{label}example")).is_some());
    }
}
