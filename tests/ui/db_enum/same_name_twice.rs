// What is read could be either variant.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    Open,
    #[serde(rename = "Open")]
    Reopened,
}

fn main() {}
