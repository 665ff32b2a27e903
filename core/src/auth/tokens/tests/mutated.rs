//! Tokens that were tampered with.

use crate::auth::tokens::tests::{is_accepted, tokens, user};
use crate::error::Result;

#[test]
fn a_hundred_thousand_mutated_tokens_are_refused_without_a_panic() -> Result<()> {
    let tokens = tokens()?;
    let good = tokens.access(&user())?.access_token;
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |end: usize| {
        // xorshift64* (Vigna, 2016).
        seed ^= seed >> 12;
        seed ^= seed << 25;
        seed ^= seed >> 27;
        usize::try_from(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap_or(0) % end.max(1)
    };
    let mut tried = 0;
    while tried < 100_000 {
        let mut bytes = good.as_bytes().to_vec();
        for _ in 0..=below(2) {
            let at = below(bytes.len());
            match below(5) {
                0 if !bytes.is_empty() => {
                    bytes.remove(at);
                }
                1 => bytes.insert(at, u8::try_from(below(256)).unwrap_or(0)),
                2 => bytes.truncate(at),
                3 => bytes.extend_from_slice(good.as_bytes().get(at..).unwrap_or_default()),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = b"ABCxyz019-_.="[below(13)];
                    }
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        if text != good {
            assert!(!is_accepted(&tokens, &text), "{text}");
            tried += 1;
        }
    }
    // The control.
    assert!(is_accepted(&tokens, &good));
    Ok(())
}
