// A newtype is stored as what it holds.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbNewtype)]
pub struct Count(u64);

fn main() {}
