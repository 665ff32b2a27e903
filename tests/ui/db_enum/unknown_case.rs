// The cases are those of serde.
use fivefold::prelude::*;

#[derive(DbEnum)]
#[serde(rename_all = "snakecase")]
pub enum Status {
    Open,
}

fn main() {}
