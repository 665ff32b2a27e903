//! Secrets that can be guessed.

use crate::auth::tokens::secret::TokenSecret;
use crate::error::Result;
use crate::error::kind::ErrorKind;

#[test]
fn thirty_weak_secrets_are_refused() {
    let repeated = |text: &str| text.repeat(64 / text.len() + 1).into_bytes();
    let mut weak: Vec<Vec<u8>> = [
        "",
        "a",
        "secret",
        "changethis",
        "short but random 8fj2",
        "0123456789abcdef0123456789abcde",
        "my-secret-key-that-is-long-enough-12345",
        "your-256-bit-secret-your-256-bit",
        "ThisIsAVeryLongPasswordForTheTokens1",
        "changeme-changeme-please-change-7",
        "CHANGE_ME_before_production_8c21xy",
        "an example of a key 93jf02kf93jf1",
        "abcdefghijklmnopqrstuvwxyz012345",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH",
        "zyxwvutsrqponmlkjihgfedcba987654",
        "qwertyuiopasdfghjklzxcvbnm1234567",
        "insecure-key-for-local-use-92jdk",
        "letmein-letmein-9281-letmein-xyzw",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "development-key-1234567890-abcdef",
        "11111111111111112222222222222222",
        "00000000-0000-0000-0000-000000000001",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    weak.extend([
        vec![0; 32],
        vec![0xff; 64],
        (0..32).collect(),
        (0..64).rev().collect(),
        repeated("ab"),
        repeated("k3y!"),
        repeated("9f2c1a7b"),
        repeated("correct horse b4ttery"),
    ]);
    assert_eq!(weak.len(), 30);
    for secret in weak {
        let error = TokenSecret::from_bytes(&secret).err();
        assert_eq!(
            error.as_ref().map(|error| error.kind()),
            Some(ErrorKind::Misuse),
            "{:?}",
            String::from_utf8_lossy(&secret)
        );
        let said = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(secret.len() < 10 || !said.contains(&*String::from_utf8_lossy(&secret)));
    }
}

#[test]
fn random_secrets_are_taken_in_every_spelling() -> Result<()> {
    for _ in 0..1_000 {
        let secret = TokenSecret::generate()?;
        let hex: String = secret
            .bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        TokenSecret::from_bytes(secret.bytes())?;
        TokenSecret::from_bytes(hex)?;
    }
    assert!(TokenSecret::from_base64("TIaI5UYGh6Q6aiFlmNavXyTkRePzXLGjfxBGCCjVZiQ=\n").is_ok());
    for wrong in [
        "",
        "????",
        "3q2+7w==",
        "T-aI5UYGh6Q6aiFlmNavXyTkRePzXLGjfxBGCCjVZiQ=",
    ] {
        assert!(TokenSecret::from_base64(wrong).is_err(), "{wrong}");
    }
    Ok(())
}
