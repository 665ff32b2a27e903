//! The canonical form of an e-mail address.

/// Returns the address in lower case, with its host in ASCII (IDNA); `None` if the text is not an
/// address.
///
/// Two spellings of one mailbox become the same text on every database, whatever its collation;
/// addresses that only look alike stay different.
#[must_use]
pub fn canonical_email(text: &str) -> Option<String> {
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
}
