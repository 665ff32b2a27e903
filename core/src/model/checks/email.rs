//! The rule `email`: the check of validator, and more.

use validator::ValidateEmail;

/// Returns true for an address such as `ann@example.com`.
///
/// In addition to the check of validator (the HTML standard's): exactly one `@`, an ASCII local
/// part, a host with a dot, no address literal, no white space or control character, 254 bytes at
/// most (RFC 5321, 4.5.3.1.3). Validator accepts `a@<script>[127.0.0.1]` and `a@b`.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    text.len() <= 254
        && local.is_ascii()
        && host.contains('.')
        && !host.contains([
            '@', '[', ']', '<', '>', '\'', '"', '(', ')', ',', ';', ':', '\\', '/',
        ])
        && !text
            .chars()
            .any(|character| character.is_control() || character.is_whitespace())
        && text.validate_email()
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn accepts_addresses_and_refuses_what_only_looks_like_one() {
        for good in [
            "ann@example.com",
            "a.b+c@sub.example.co.uk",
            "x@münchen.example",
            "o'neil@example.org",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a@@b.c",
            "a@b@c.d",
            "a b@c.d",
            "a@c.d\n",
            "a\u{0}@c.d",
            "ä@example.com",
            "a@[127.0.0.1]",
            "a@<script>alert(1)</script>[127.0.0.1]",
            "a@x' OR '1'='1[::1]",
            "a@.com",
            "a@com.",
            "a@-x.com",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
        assert!(!is_email(&format!("{}@example.com", "a".repeat(65))));
        assert!(!is_email(&format!("a@{}.com", "b.".repeat(130))));
    }
}
