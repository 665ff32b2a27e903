//! Known hashes: the test vector of the RFC, and hashes of other libraries.

use crate::error::Result;
use crate::error::kind::ErrorKind;
use crate::password::argon;
use crate::password::cost::{Cost, RFC_9106};
use crate::password::hasher::Hasher;
use crate::password::memory::Memory;
use crate::password::plain::Password;
use crate::password::policy::PasswordPolicy;
use crate::password::stored::PasswordHash;
use crate::password::tests::{cheap, is_right};

const PASSWORD: &str = "correct horse battery staple";

/// Made by argon2-cffi 25.1 with its defaults.
const CFFI: &str = "$argon2id$v=19$m=65536,t=3,p=4$+NEoBK2xJs67hmHpAXLASg$NJXzbxZCC8JCcFDi0WbO9uPW3y2T3G7HVO7wE/1JV60";

/// Made by it with OWASP's parameters.
const CFFI_OWASP: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z+GzdePIzBZ41/HeqZ8lJQ$sdC5fuuX9Gp/iu5vfIvAs0ceV+xwe3RZrAZaYrAAag0";

#[test]
fn the_vector_of_rfc_9106_without_data() -> Result<()> {
    // Section 5.3 also has associated data, which passwords do not have; so these are those of the
    // reference implementation: `echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32` and
    // the like, from its `test.c`.
    let cases = [
        (
            65_536,
            2,
            1,
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
        ),
        (
            256,
            2,
            1,
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        ),
        (
            256,
            2,
            2,
            "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
        ),
    ];
    for (memory, passes, lanes, expected) in cases {
        let cost = Cost {
            memory,
            passes,
            lanes,
        };
        let tag = argon::tag(&Memory::default(), cost, None, b"password", b"somesalt", 32)?;
        let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected, "{cost:?}");
    }
    Ok(())
}

#[tokio::test]
async fn hashes_of_argon2_cffi_are_accepted() -> Result<()> {
    let hasher = Hasher::new(PasswordPolicy::rfc9106().accept(PasswordPolicy::owasp()));
    for (text, is_renewed) in [(CFFI, false), (CFFI_OWASP, true)] {
        let stored = PasswordHash::from_phc(text);
        let verdict = hasher
            .verify(Some(&stored), &Password::from(PASSWORD))
            .await?;
        assert!(verdict.is_right);
        assert_eq!(verdict.renew.is_some(), is_renewed);
        assert!(!is_right(&hasher, &stored, "correct horse battery stapl").await?);
    }
    assert_eq!(hasher.unusable(), 0);
    Ok(())
}

#[tokio::test]
async fn a_stronger_hash_is_not_weakened_and_a_weaker_one_is_made_anew() -> Result<()> {
    let strong = Cost {
        memory: 1_024,
        passes: 2,
        lanes: 1,
    };
    let mut policy = cheap();
    policy
        .registry
        .accept(crate::password::scheme::Scheme::Argon2id(strong));
    let hasher = Hasher::new(policy);
    let mut stronger = cheap();
    stronger.registry = crate::password::registry::Registry::new(strong);
    let stronger = Hasher::new(stronger);
    let password = Password::from(PASSWORD);

    let stored = stronger.hash(&password).await?;
    let verdict = hasher.verify(Some(&stored), &password).await?;
    assert!(verdict.is_right && verdict.renew.is_none());

    // The other way round.
    let mut policy = cheap();
    policy.registry = crate::password::registry::Registry::new(strong);
    let upgrading = Hasher::new(policy.accept(cheap()));
    let stored = hasher.hash(&password).await?;
    let verdict = upgrading.verify(Some(&stored), &password).await?;
    assert!(verdict.is_right);
    let at = verdict.renew.ok_or_else(crate::error::protocol_error)?;
    let renewed = upgrading.renew(&password, at).await?;
    assert!(renewed.expose().contains("$m=1024,t=2,p=1$"));
    Ok(())
}

#[cfg(feature = "bcrypt")]
#[tokio::test]
async fn hashes_of_bcrypt_are_accepted_and_made_anew() -> Result<()> {
    // Made by Python's bcrypt.
    let stored =
        PasswordHash::from_phc("$2b$04$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby");
    let hasher = Hasher::new(cheap().accept_bcrypt(4)?);
    let verdict = hasher
        .verify(Some(&stored), &Password::from(PASSWORD))
        .await?;
    assert!(verdict.is_right && verdict.renew.is_some());
    assert!(!is_right(&hasher, &stored, "correct horse battery stable").await?);
    // Another cost is another scheme, and not accepted.
    let hasher = Hasher::new(cheap().accept_bcrypt(5)?);
    assert!(!is_right(&hasher, &stored, PASSWORD).await?);
    assert_eq!(hasher.unusable(), 1);
    Ok(())
}

#[cfg(feature = "bcrypt")]
#[tokio::test]
async fn more_than_72_bytes_are_wrong_for_bcrypt_and_no_crash() -> Result<()> {
    let hasher = Hasher::new(cheap().accept_bcrypt(4)?);
    let at = |length: usize| "a".repeat(length);
    let hash = |text: String| ::bcrypt::hash(text, 4).map(PasswordHash::from_phc);
    for length in [71, 72, 73, 74, 200] {
        let Ok(stored) = hash(at(length)) else {
            unreachable!("bcrypt failed")
        };
        for typed in [71, 72, 73, 74, 200] {
            // bcrypt used no more than that for the hash either.
            let expected = typed <= 72 && typed == length.min(72);
            assert_eq!(
                is_right(&hasher, &stored, &at(typed)).await?,
                expected,
                "{length} {typed}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn new_hashes_have_the_parameters_of_the_policy() -> Result<()> {
    let hasher = Hasher::new(PasswordPolicy::default());
    let hash = hasher.hash(&Password::from(PASSWORD)).await?;
    let parts: Vec<&str> = hash.expose().split('$').collect();
    assert_eq!(parts.len(), 6);
    assert_eq!(
        parts.get(..4),
        Some(&["", "argon2id", "v=19", "m=65536,t=3,p=4"][..])
    );
    // 16 and 32 bytes in base64.
    assert_eq!(
        parts
            .get(4..)
            .map(|parts| parts.iter().map(|part| part.len()).collect()),
        Some(vec![22, 43])
    );
    assert_eq!(RFC_9106.blocks(), 65_536);
    Ok(())
}

#[test]
fn parameters_below_the_floor_or_above_the_ceiling_are_refused() {
    let cases = [
        (19_455, 2, 1),
        (19_456, 1, 1),
        (19_456, 2, 0),
        (1_024, 2, 1),
        (0, 0, 0),
        (512, 1, 1),
        (65_535, 1, 4),
        (8, 100, 1),
        (u32::MAX, 2, 1),
        (2_097_153, 2, 1),
        (19_456, 65, 1),
        (19_456, 2, 65),
    ];
    for (memory, passes, lanes) in cases {
        let error = PasswordPolicy::argon2id(memory, passes, lanes).err();
        assert_eq!(
            error.map(|error| error.kind()),
            Some(ErrorKind::Misuse),
            "{memory} {passes} {lanes}"
        );
    }
    // The control: the floor itself is taken, and so is what RFC 9106 recommends first.
    for (memory, passes, lanes) in [(19_456, 2, 1), (65_536, 3, 4), (2_097_152, 2, 4)] {
        assert!(PasswordPolicy::argon2id(memory, passes, lanes).is_ok());
    }
}

#[tokio::test]
async fn ten_thousand_salts_are_distinct() -> Result<()> {
    let mut salts = std::collections::HashSet::new();
    let tiny = Cost {
        memory: 8,
        passes: 1,
        lanes: 1,
    };
    let mut policy = cheap();
    policy.registry = crate::password::registry::Registry::new(tiny);
    let hasher = Hasher::new(policy);
    for _ in 0..10_000 {
        let hash = hasher.hash(&Password::from(PASSWORD)).await?;
        salts.insert(hash.expose().split('$').nth(4).map(str::to_owned));
    }
    assert_eq!(salts.len(), 10_000);
    Ok(())
}

#[tokio::test]
async fn imported_hashes_of_other_costs_were_refused() -> Result<()> {
    let password = Password::from(PASSWORD);
    let cost = |memory, passes, lanes| Cost {
        memory,
        passes,
        lanes,
    };
    // The last is weaker than any that is made here.
    for cost in [cost(131_072, 4, 1), cost(20_480, 1, 2), cost(4_096, 3, 1)] {
        let mut other = cheap();
        other.registry = crate::password::registry::Registry::new(cost);
        let stored = Hasher::new(other).hash(&password).await?;
        let Cost {
            memory,
            passes,
            lanes,
        } = cost;
        let listed = cheap().accept_argon2id(memory, passes, lanes)?;
        for policy in [listed, cheap().accept_any(131_072)?] {
            let hasher = Hasher::new(policy);
            assert!(is_right(&hasher, &stored, PASSWORD).await?, "{cost:?}");
            assert!(!is_right(&hasher, &stored, "another").await?, "{cost:?}");
            assert_eq!(hasher.unusable(), 0);
        }
        // The controls: a policy that does not know it, and one whose cap is lower.
        for policy in [cheap(), cheap().accept_any(memory - 1)?] {
            assert!(!is_right(&Hasher::new(policy), &stored, PASSWORD).await?);
        }
    }
    for (memory, passes, lanes) in [
        (2_097_153, 1, 1),
        (7, 1, 1),
        (15, 1, 2),
        (512, 0, 1),
        (512, 65, 1),
        (512, 1, 0),
    ] {
        let error = cheap().accept_argon2id(memory, passes, lanes).err();
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Misuse));
    }
    Ok(())
}

#[cfg(feature = "bcrypt")]
#[tokio::test]
async fn imported_hashes_of_bcrypt_of_another_cost_were_refused() -> Result<()> {
    for (cost, is_accepted) in [(4, true), (10, true), (16, false)] {
        // The hash of another password is enough to see whether the cost is accepted.
        let stored = PasswordHash::from_phc(format!(
            "$2b${cost:02}$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby"
        ));
        let hasher = Hasher::new(cheap().accept_any(65_536)?);
        assert_eq!(is_right(&hasher, &stored, PASSWORD).await?, cost == 4);
        assert_eq!(hasher.unusable() == 0, is_accepted, "{cost}");
        hasher.calls();
        // From now on an account without a password costs as much.
        hasher.verify(None, &Password::from(PASSWORD)).await?;
        assert_eq!(hasher.calls().len(), 1 + usize::from(is_accepted));
    }
    Ok(())
}

#[tokio::test]
async fn no_more_than_eight_costs_are_learned() -> Result<()> {
    let hasher = Hasher::new(cheap().accept_any(1_024)?);
    let good = "$argon2id$v=19$m=512,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    for passes in 2..=12 {
        let stored = PasswordHash::from_phc(good.replace("m=512,t=1", &format!("m=8,t={passes}")));
        hasher
            .verify(Some(&stored), &Password::from(PASSWORD))
            .await?;
    }
    assert_eq!(hasher.unusable(), 3);
    hasher.calls();
    hasher.verify(None, &Password::from(PASSWORD)).await?;
    assert_eq!(hasher.calls().len(), 1 + 8);
    Ok(())
}
