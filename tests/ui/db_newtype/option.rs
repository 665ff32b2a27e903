// Whether a column can be null is seen where the type is used, not inside of it.
use fivefold::prelude::*;

#[derive(DbNewtype)]
pub struct Nickname(Option<String>);

fn main() {}
