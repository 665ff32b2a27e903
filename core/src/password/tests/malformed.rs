//! Stored texts that are not hashes.

use crate::error::Result;
use crate::password::hasher::Hasher;
use crate::password::phc::Phc;
use crate::password::plain::Password;
use crate::password::stored::PasswordHash;
use crate::password::tests::{Random, cheap};

const GOOD: &str = "$argon2id$v=19$m=512,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";

#[test]
fn only_the_one_spelling_is_a_hash() {
    assert!(Phc::parse(GOOD).is_some_and(|phc| phc.text() == GOOD));
    for (from, to) in [
        ("$argon2id", "argon2id"),
        ("argon2id", "argon2i"),
        ("argon2id", "Argon2id"),
        ("v=19", "v=16"),
        ("v=19$", ""),
        ("m=512", "m=0512"),
        ("m=512", "m=+512"),
        ("m=512", "m=-1"),
        ("m=512", "m= 512"),
        ("m=512", "m=99999999999"),
        ("m=512", "m="),
        ("m=512,t=1", "t=1,m=512"),
        (",p=1", ""),
        ("p=1", "p=1,p=1"),
        ("p=1", "p=1,keyid="),
        ("p=1", "p=1,keyid=YQ,data=YQ"),
        ("p=1", "p=1,"),
        ("c2FsdHNhbHRzYWx0c2FsdA", "c2Fs"),
        ("c2FsdHNhbHRzYWx0c2FsdA", "c2FsdHNhbHRzYWx0c2FsdA=="),
        ("c2FsdHNhbHRzYWx0c2FsdA", "c2FsdHNhbHRzYWx0c2FsdB"),
        ("c2FsdHNhbHRzYWx0c2FsdA", "c2Fsd\u{e4}NhbHRzYWx0c2FsdA"),
        ("c2FsdHNhbHRzYWx0c2FsdA", ""),
        ("$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g", ""),
        ("aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g", "aGFzaA"),
        ("c2g", "c2g$"),
        ("c2g", "c2g\n"),
        ("c2g", "c2g "),
    ] {
        let text = GOOD.replacen(from, to, 1);
        let is_refused = Phc::parse(&text)
            .is_none_or(|phc| to.ends_with("keyid=") && phc.key_id == Some(String::new()));
        assert_ne!(text, GOOD);
        assert!(is_refused, "{text:?}");
    }
}

#[test]
fn a_hundred_thousand_mutated_hashes_make_no_panic() {
    let mut random = Random::new(11);
    let mut parsed = 0;
    for _ in 0..100_000 {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len().max(1));
            match random.below(4) {
                0 if bytes.len() > 1 => {
                    bytes.remove(at);
                }
                1 => bytes.insert(at, u8::try_from(random.below(256)).unwrap_or(0)),
                2 => bytes.truncate(at.max(1)),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = u8::try_from(random.below(256)).unwrap_or(0);
                    }
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        // A text that is accepted as a hash is one: it parses to the same text.
        if let Some(phc) = Phc::parse(&text) {
            assert_eq!(phc.text(), text);
            parsed += 1;
        }
    }
    // The control: some mutations are hashes again, with another salt, say.
    assert!(parsed > 1_000, "{parsed}");
}

#[tokio::test]
async fn a_mutated_hash_costs_one_call_and_is_never_right() -> Result<()> {
    let hasher = Hasher::new(cheap());
    let password = Password::from("typed");
    let good = hasher.hash(&password).await?;
    let mut random = Random::new(13);
    hasher.calls();
    for _ in 0..500 {
        let mut text = good.expose().to_owned();
        let at = random.below(text.len());
        text.replace_range(at..=at, &random.text(1));
        if text == good.expose() {
            continue;
        }
        let verdict = hasher
            .verify(Some(&PasswordHash::from_phc(text.clone())), &password)
            .await?;
        assert!(!verdict.is_right, "{text}");
        assert_eq!(hasher.calls().len(), 1, "{text}");
    }
    assert!(hasher.verify(Some(&good), &password).await?.is_right);
    Ok(())
}

#[tokio::test]
async fn parameters_of_4_tib_take_no_memory() -> Result<()> {
    let resident = || -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
            .unwrap_or(0)
    };
    let hasher = Hasher::new(cheap());
    let stored = PasswordHash::from_phc(GOOD.replace("m=512", "m=4294967295"));
    let password = Password::from("typed");
    hasher.verify(None, &password).await?;
    let before = resident();
    let verdict = hasher.verify(Some(&stored), &password).await?;
    assert!(!verdict.is_right);
    assert_eq!(hasher.unusable(), 1);
    // KiB. Other tests run beside this one, with half a MiB each.
    assert!(resident().saturating_sub(before) < 100 << 10);
    Ok(())
}
