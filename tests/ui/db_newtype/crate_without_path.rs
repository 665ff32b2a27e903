// Which crate?
use fivefold::prelude::*;

#[derive(DbNewtype)]
#[db(crate)]
pub struct Slug(String);

fn main() {}
