// What was written under one name could not be read under the other.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {
    #[serde(rename(serialize = "open", deserialize = "opened"))]
    Open,
}

fn main() {}
