//! The releases of SQLite that are safe for a file.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The first release in which resetting a WAL file while another process reads cannot corrupt the
/// database.
const SOUND_WAL: i32 = 3_051_003;

/// Refuses an unsafe release, in the numbering of SQLite: 3.51.3 is 3,051,003.
pub(in crate::driver) fn check_version(number: i32) -> Result<()> {
    if number >= SOUND_WAL {
        return Ok(());
    }
    let (major, minor, patch) = (number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    let message = format!(
        "SQLite {major}.{minor}.{patch} can corrupt a database that several processes use; build with 3.51.3 or newer, such as the bundled one"
    );
    Err(Error::new(ErrorKind::Unsupported, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_that_can_damage_a_database_are_refused() {
        for number in [3_040_001, 3_051_000, 3_051_002] {
            let error = check_version(number).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("3.51.3"), "{error}");
        }
        assert!(
            check_version(3_040_001)
                .unwrap_err()
                .to_string()
                .contains("SQLite 3.40.1")
        );
        for number in [3_051_003, 3_052_000, 4_000_000] {
            check_version(number).unwrap();
        }
    }
}
