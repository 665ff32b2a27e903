//! The commonest passwords, which attackers try first.

/// The 3,000 commonest passwords, sorted, in lower case: the head of the list of zxcvbn 4.4.2
/// (Dropbox, MIT licence).
const COMMON: &str = include_str!("common.txt");

/// Returns true for one of the commonest passwords, in upper or lower case.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    COMMON.lines().any(|common| common == lower)
}

#[cfg(test)]
mod tests {
    use super::{COMMON, is_common};
    use crate::password::tests::Random;

    #[test]
    fn all_3000_are_refused_and_random_ones_are_not() {
        assert_eq!(COMMON.lines().count(), 3_000);
        for common in COMMON.lines() {
            assert!(is_common(common), "{common}");
            assert!(is_common(&common.to_uppercase()), "{common}");
        }
        let mut random = Random::new(7);
        for _ in 0..1_000 {
            assert!(!is_common(&random.text(20)));
        }
    }
}
