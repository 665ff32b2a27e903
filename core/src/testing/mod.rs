//! Helpers for tests of an application: a database for one test, assertions on the number of
//! statements, fixtures.
//!
//! [The page on testing](crate::guide::testing) shows them together.

pub(crate) mod fixtures;
pub(crate) mod namespace;
#[cfg(fivefold_faults)]
pub(crate) mod passwords;
pub(crate) mod provision;
pub(crate) mod rolled_back;
pub(crate) mod statements;
pub(crate) mod test_db;

pub use crate::assert_statements;
#[cfg(fivefold_faults)]
#[doc(hidden)]
pub use crate::password::probe::{Fault, KdfCall};
#[cfg(fivefold_faults)]
#[doc(hidden)]
pub use crate::sql::render::planted::{PlantedFault, plant_in_sql};
pub use crate::testing::fixtures::{fixtures, fixtures_from_json, inputs_from_json};
#[cfg(fivefold_faults)]
#[doc(hidden)]
pub use crate::testing::passwords::kdf_calls;
pub use crate::testing::rolled_back::rolled_back;
pub use crate::testing::statements::StatementCounter;
pub use crate::testing::test_db::TestDb;
