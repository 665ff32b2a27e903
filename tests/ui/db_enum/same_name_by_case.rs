// The names differ in Rust, and no longer in the column.
use fivefold::prelude::*;

#[derive(DbEnum)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    OPEN,
}

fn main() {}
