//! The canonical form of a login that is not an e-mail address.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Returns the login composed (NFC) and without blanks at its ends; `None` for an empty one, and for
/// one with a character that is not seen.
///
/// Two logins that look alike because of the way they were typed become the same text. The case of
/// letters stays, as do letters of other scripts that only look alike.
pub(super) fn canonical_login(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let is_hidden = |letter: char| {
        letter.is_control() || is_ignorable(letter) || (letter.is_whitespace() && letter != ' ')
    };
    if trimmed.is_empty() || trimmed.contains(is_hidden) {
        return None;
    }
    Some(
        ComposingNormalizerBorrowed::new_nfc()
            .normalize(trimmed)
            .into_owned(),
    )
}

/// Returns true for the characters of the Unicode property `Default_Ignorable_Code_Point` (version
/// 16), which are not seen: joiners, marks of direction, variation selectors, fillers.
const fn is_ignorable(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::canonical_login;

    #[test]
    fn a_login_with_a_blank_or_in_another_composition_was_another_login() {
        for text in ["ann", " ann", "ann ", "\tann\n", "\u{a0}ann"] {
            assert_eq!(canonical_login(text).as_deref(), Some("ann"), "{text:?}");
        }
        for text in ["jos\u{e9}", "jose\u{301}"] {
            assert_eq!(
                canonical_login(text).as_deref(),
                Some("jos\u{e9}"),
                "{text:?}"
            );
        }
        for text in ["Ann", "ann lee", "\u{430}nn", "42"] {
            assert_eq!(canonical_login(text).as_deref(), Some(text), "{text:?}");
        }
    }

    #[test]
    fn a_login_that_cannot_be_seen_is_refused() {
        for text in [
            "",
            " ",
            "\u{200b}",
            "an\u{200b}n",
            "an\u{ad}n",
            "an\0n",
            "an\nn",
            "an\u{a0}n",
            "\u{3164}",
            "ann\u{fe0f}",
            "\u{202e}nna",
        ] {
            assert_eq!(canonical_login(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_form_is_stable() {
        for text in [
            " jose\u{301} ",
            "a\u{323}\u{307}",
            "\u{1100}\u{1161}",
            "e\u{301} lee",
        ] {
            let once = canonical_login(text).unwrap_or_default();
            assert_eq!(canonical_login(&once), Some(once.clone()), "{text:?}");
        }
    }
}
