// A column has one type.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub struct Tagged<T>(T);

fn main() {}
