//! One password in every Unicode form, and no other.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::error::Result;
use crate::password::argon;
use crate::password::hasher::Hasher;
use crate::password::memory::Memory;
use crate::password::phc::Phc;
use crate::password::plain::Password;
use crate::password::stored::PasswordHash;
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

/// Texts that are not in the form NFC: decomposed, a composition exclusion, a singleton, jamo, and a
/// CJK compatibility ideograph.
const RAW: [&str; 5] = [
    "corre\u{301}ct horse",
    "correct \u{958}",
    "correct \u{212b}ngstr\u{f6}m",
    "correct \u{1112}\u{1161}\u{11ab}",
    "correct \u{f900}",
];

/// Hashes of another application, which hashed the bytes that it received.
fn of_others(text: &str) -> Result<Vec<PasswordHash>> {
    let cost = cheap().registry.live;
    let salt = [7; 16];
    let tag = argon::tag(&Memory::default(), cost, None, text.as_bytes(), &salt, 32)?;
    let phc = Phc {
        cost,
        key_id: None,
        salt: salt.to_vec(),
        tag: tag.to_vec(),
    };
    let hashes = vec![PasswordHash::from_phc(phc.text())];
    #[cfg(feature = "bcrypt")]
    let hashes = {
        let bcrypt = ::bcrypt::hash(text, 4).map(PasswordHash::from_phc);
        hashes.into_iter().chain(bcrypt.ok()).collect()
    };
    Ok(hashes)
}

#[tokio::test]
async fn imported_hashes_of_raw_bytes_locked_their_owners_out() -> Result<()> {
    let policy = cheap();
    #[cfg(feature = "bcrypt")]
    let policy = policy.accept_bcrypt(4)?;
    let hasher = Hasher::new(policy);
    for raw in RAW {
        for stored in of_others(raw)? {
            assert!(is_right(&hasher, &stored, raw).await?, "{raw:?}");
            assert!(
                !is_right(&hasher, &stored, &format!("{raw} ")).await?,
                "{raw:?}"
            );
        }
        // A hash that was made here is that of the form NFC, and good for both.
        let stored = hasher.hash(&Password::from(raw)).await?;
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(raw);
        assert_ne!(composed, raw);
        assert!(is_right(&hasher, &stored, raw).await?, "{raw:?}");
        assert!(is_right(&hasher, &stored, &composed).await?, "{raw:?}");
    }
    Ok(())
}
