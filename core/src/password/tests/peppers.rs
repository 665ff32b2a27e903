//! Keys that are not in the database.

use crate::error::Result;
use crate::error::kind::ErrorKind;
use crate::password::hasher::Hasher;
use crate::password::plain::Password;
use crate::password::tests::{cheap, is_right};

const OLD: [u8; 16] = [1; 16];

const NEW: [u8; 16] = [2; 16];

#[tokio::test]
async fn hashes_of_the_old_pepper_stay_good_and_are_made_anew() -> Result<()> {
    let before = Hasher::new(cheap().pepper("a", OLD)?);
    let after = Hasher::new(cheap().pepper("b", NEW)?.old_pepper("a", OLD)?);
    let without = Hasher::new(cheap());
    for number in 0..100 {
        let password = Password::from(format!("password number {number}"));
        for stored in [
            before.hash(&password).await?,
            without.hash(&password).await?,
        ] {
            let verdict = after.verify(Some(&stored), &password).await?;
            let at = verdict.renew.ok_or_else(crate::error::protocol_error)?;
            let renewed = after.renew(&password, at).await?;
            assert!(renewed.expose().contains(",keyid=Yg$"));
            let verdict = after.verify(Some(&renewed), &password).await?;
            assert!(verdict.is_right && verdict.renew.is_none());
        }
    }
    Ok(())
}

#[tokio::test]
async fn with_a_wrong_pepper_no_account_signs_in() -> Result<()> {
    let right = Hasher::new(cheap().pepper("a", OLD)?);
    let wrong = Hasher::new(cheap().pepper("a", NEW)?);
    let none = Hasher::new(cheap());
    for number in 0..100 {
        let typed = format!("password number {number}");
        let stored = right.hash(&Password::from(typed.as_str())).await?;
        assert!(is_right(&right, &stored, &typed).await?);
        assert!(!is_right(&wrong, &stored, &typed).await?);
        assert!(!is_right(&none, &stored, &typed).await?);
    }
    assert_eq!((wrong.unusable(), none.unusable()), (0, 100));
    Ok(())
}

#[test]
fn weak_peppers_are_refused_and_none_is_printed() -> Result<()> {
    for (id, key) in [
        ("", &OLD[..]),
        ("ninebytes", &OLD[..]),
        ("a", &OLD[..15]),
        ("a", &[]),
    ] {
        let error = cheap().pepper(id, key).err();
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Misuse));
    }
    let policy = cheap().pepper("a", b"CANARY-CANARY-CANARY")?;
    assert!(!format!("{policy:?}{:?}", Hasher::new(policy.clone())).contains("CANARY"));
    assert!(!format!("{policy:?}").contains("67, 65, 78"));
    Ok(())
}
