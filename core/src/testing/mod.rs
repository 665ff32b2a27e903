//! Tests of your own program: databases that last for one test, statements that are counted, fixtures.
//!
//! [The page on testing](crate::_testing) shows them together.

mod fixtures;
mod passwords;
mod place;
mod recorded;
mod rolled_back;
mod statements;
mod test_db;

pub use fixtures::{fixtures, fixtures_from_json, inputs_from_json};
#[doc(hidden)]
pub use passwords::{Fault, KdfCall, kdf_calls};
pub(crate) use recorded::Texts;
pub use rolled_back::rolled_back;
pub use statements::Counting;
pub use test_db::TestDb;

#[doc(inline)]
pub use crate::assert_statements;
