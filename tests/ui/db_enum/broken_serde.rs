// The user stopped typing in the middle of serde's attribute.
use fivefold::prelude::*;

#[derive(DbEnum)]
#[serde(rename_all = )]
pub enum Status {
    Open,
}

fn main() {}
