// There is nothing to store.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub struct Nothing;

fn main() {}
