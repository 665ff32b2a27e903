//! Every account costs the same work.

use crate::error::Result;
use crate::password::cost::Cost;
use crate::password::hasher::Hasher;
use crate::password::plain::Password;
use crate::password::policy::PasswordPolicy;
use crate::password::probe::{Fault, KdfCall};
use crate::password::registry::Registry;
use crate::password::scheme::Scheme;
use crate::password::stored::PasswordHash;
use crate::password::tests::cheap;

const WEAK: Cost = Cost {
    memory: 256,
    passes: 1,
    lanes: 1,
};

const STRONG: Cost = Cost {
    memory: 1_024,
    passes: 2,
    lanes: 1,
};

/// Policies that accept one scheme, two, and all of them.
fn registries() -> Vec<PasswordPolicy> {
    let mut two = cheap();
    two.registry.accept(Scheme::Argon2id(WEAK));
    let mut all = two.clone();
    all.registry.accept(Scheme::Argon2id(STRONG));
    #[cfg(feature = "bcrypt")]
    all.registry.accept(Scheme::Bcrypt(4));
    vec![cheap(), two, all]
}

/// The values that can be stored for an account, including hashes of the right and of a wrong
/// password.
async fn stored() -> Result<Vec<(&'static str, Option<PasswordHash>)>> {
    let made = async |cost: Cost, text: &str| {
        let mut policy = cheap();
        policy.registry = Registry::new(cost);
        Hasher::new(policy).hash(&Password::from(text)).await
    };
    let live = cheap().registry.live;
    let text = |text: &str| Some(PasswordHash::from_phc(text));
    Ok(vec![
        ("unknown, or no password", None),
        ("wrong", Some(made(live, "another").await?)),
        ("right", Some(made(live, "typed").await?)),
        ("weaker, wrong", Some(made(WEAK, "another").await?)),
        ("weaker, right", Some(made(WEAK, "typed").await?)),
        ("stronger, wrong", Some(made(STRONG, "another").await?)),
        ("stronger, right", Some(made(STRONG, "typed").await?)),
        ("empty", text("")),
        ("malformed", text("$argon2id$v=19$m=512,t=1,p=1$c2FsdA")),
        ("no PHC", text("plain")),
        (
            "unknown algorithm",
            text("$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"),
        ),
        (
            "over the cap",
            text(
                "$argon2id$v=19$m=4294967295,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
            ),
        ),
        (
            "another version",
            text("$argon2id$v=16$m=512,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA"),
        ),
        (
            "unknown pepper",
            text(
                "$argon2id$v=19$m=512,t=1,p=1,keyid=YQ$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
            ),
        ),
        (
            "bcrypt",
            text("$2b$04$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby"),
        ),
        (
            "bcrypt of another cost",
            text("$2b$10$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby"),
        ),
    ])
}

/// Returns the calls for each stored value.
async fn calls(hasher: &Hasher, typed: &str) -> Result<Vec<(&'static str, Vec<KdfCall>)>> {
    hasher.calls();
    let mut calls = Vec::new();
    for (name, stored) in stored().await? {
        hasher
            .verify(stored.as_ref(), &Password::from(typed))
            .await?;
        calls.push((name, hasher.calls()));
    }
    Ok(calls)
}

/// Returns those that differ from the first.
async fn different(hasher: &Hasher, typed: &str) -> Result<Vec<&'static str>> {
    let calls = calls(hasher, typed).await?;
    let first = calls.first().map(|(_, calls)| calls.clone());
    let differs = |other: &Vec<KdfCall>| Some(other) != first.as_ref();
    Ok(calls
        .into_iter()
        .filter(|(_, calls)| differs(calls))
        .map(|(name, _)| name)
        .collect())
}

#[tokio::test]
async fn sixteen_accounts_cost_the_same_under_three_registries() -> Result<()> {
    for policy in registries() {
        let schemes = policy.registry.schemes.len();
        let hasher = Hasher::new(policy);
        // A password that is not in the form NFC is checked in both forms.
        for (typed, forms) in [("typed", 1), ("type\u{301}d", 2)] {
            let calls = calls(&hasher, typed).await?;
            assert_eq!(calls.len(), 16);
            assert!(
                calls
                    .iter()
                    .all(|(_, calls)| calls.len() == schemes * forms)
            );
            assert_eq!(different(&hasher, typed).await?, [""; 0]);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_cost_that_was_learned_costs_the_same_for_every_account() -> Result<()> {
    let hasher = Hasher::new(cheap().accept_any(1_024)?);
    // The control: what is met for the first time makes a difference, once.
    assert_ne!(different(&hasher, "typed").await?, [""; 0]);
    assert_eq!(different(&hasher, "typed").await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn each_planted_fault_makes_a_difference() -> Result<()> {
    for fault in [
        Fault::NoDummy,
        Fault::OtherParameters,
        Fault::UnparsableDummy,
        Fault::SkipOnNull,
        Fault::OneScheme,
    ] {
        let mut found = 0;
        for mut policy in registries() {
            policy.registry.fault = Some(fault);
            found += different(&Hasher::new(policy), "typed").await?.len();
        }
        assert!(found > 0, "{fault:?} was not detected");
    }
    Ok(())
}

#[tokio::test]
async fn the_dummy_has_the_parameters_of_new_hashes() -> Result<()> {
    let costs = [
        WEAK,
        STRONG,
        Cost {
            memory: 64,
            passes: 2,
            lanes: 2,
        },
        Cost {
            memory: 8,
            passes: 5,
            lanes: 1,
        },
    ];
    for cost in costs {
        let mut policy = cheap();
        policy.registry = Registry::new(cost);
        let hasher = Hasher::new(policy);
        hasher.hash(&Password::from("typed")).await?;
        let new = hasher.calls();
        hasher.verify(None, &Password::from("typed")).await?;
        assert_eq!(hasher.calls(), new, "{cost:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_checked_is_counted_for_the_operator() -> Result<()> {
    let hasher = Hasher::new(cheap());
    let mut unusable = 0;
    for (name, stored) in stored().await? {
        let before = hasher.unusable();
        hasher
            .verify(stored.as_ref(), &Password::from("typed"))
            .await?;
        let counted = hasher.unusable() - before;
        let expected = stored.is_some() && !["wrong", "right"].contains(&name);
        assert_eq!(counted, u64::from(expected), "{name}");
        unusable += counted;
    }
    assert_eq!(unusable, 13);
    Ok(())
}
