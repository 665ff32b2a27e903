//! One password in every Unicode form, and no other.

use crate::error::Result;
use crate::password::hasher::Hasher;
use crate::password::plain::Password;
use crate::password::tests::{Random, cheap, is_right};

#[tokio::test]
async fn composed_and_decomposed_letters_are_one_password() -> Result<()> {
    let hasher = Hasher::new(cheap());
    let letters = [
        ("\u{e4}", "a\u{308}"),
        ("\u{e9}", "e\u{301}"),
        ("\u{c5}", "A\u{30a}"),
        ("\u{f1}", "n\u{303}"),
        ("\u{1e69}", "s\u{323}\u{307}"),
        ("\u{ac00}", "\u{1100}\u{1161}"),
        ("\u{3ac}", "\u{3b1}\u{301}"),
        ("\u{439}", "\u{438}\u{306}"),
        ("\u{30ac}", "\u{30ab}\u{3099}"),
        ("\u{fc}", "u\u{308}"),
    ];
    let mut random = Random::new(3);
    for _ in 0..20 {
        for (composed, decomposed) in letters {
            let rest = random.text(8);
            let (one, other) = (format!("{rest}{composed}"), format!("{rest}{decomposed}"));
            let (set, typed) = if random.below(2) == 0 {
                (&one, &other)
            } else {
                (&other, &one)
            };
            let stored = hasher.hash(&Password::from(set.as_str())).await?;
            assert!(is_right(&hasher, &stored, typed).await?);
        }
    }
    Ok(())
}

#[tokio::test]
async fn case_and_blanks_count() -> Result<()> {
    let hasher = Hasher::new(cheap());
    let mut random = Random::new(5);
    let mut tried = 0;
    for _ in 0..50 {
        let password = format!("aZ{}", random.text(10));
        let stored = hasher.hash(&Password::from(password.as_str())).await?;
        for other in [
            password.to_lowercase(),
            password.to_uppercase(),
            format!(" {password}"),
            format!("{password} "),
        ] {
            assert!(!is_right(&hasher, &stored, &other).await?);
            tried += 1;
        }
        assert!(is_right(&hasher, &stored, &password).await?);
    }
    assert_eq!(tried, 200);
    Ok(())
}

#[tokio::test]
async fn passwords_that_differ_in_one_late_byte_are_two() -> Result<()> {
    let hasher = Hasher::new(cheap());
    let mut random = Random::new(9);
    for length in [72, 256, 1_024] {
        for _ in 0..30 {
            let mut password = random.text(length);
            let stored = hasher.hash(&Password::from(password.as_str())).await?;
            assert!(is_right(&hasher, &stored, &password).await?);
            password.pop();
            password.push('\u{7f}');
            assert!(!is_right(&hasher, &stored, &password).await?);
        }
    }
    Ok(())
}

#[test]
fn too_long_and_too_common_passwords_are_refused_without_their_text() {
    let hasher = Hasher::new(cheap().refuse(|text| text.contains("fivefold")));
    let code = |text: &str| {
        hasher
            .refuses(&Password::from(text))
            .map(|error| error.code)
    };
    assert_eq!(code(&"a".repeat(1_024)), None);
    assert_eq!(code(&"a".repeat(1_025)).as_deref(), Some("length"));
    assert_eq!(code("password1").as_deref(), Some("common"));
    assert_eq!(code("QwErTyUiOp").as_deref(), Some("common"));
    assert_eq!(code("a fivefold secret").as_deref(), Some("common"));
    assert_eq!(code("a horse, correct"), None);
    let open = Hasher::new(cheap().without_blocklist());
    assert_eq!(open.refuses(&Password::from("password1")), None);
    let error = hasher.refuses(&Password::from("password1"));
    assert!(!format!("{error:?}").contains("password1"));
}
