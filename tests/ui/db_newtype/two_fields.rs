// One column holds one value.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub struct Price(i64, String);

fn main() {}
