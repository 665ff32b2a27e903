// The description of a table has room for 16; that number of indexes makes every insert slow.
use fivefold::prelude::*;

#[model(
    index(a, b), index(a, c), index(a, d), index(a, e), index(a, f),
    index(b, a), index(b, c), index(b, d), index(b, e), index(b, f),
    index(c, a), index(c, b), index(c, d), index(c, e), index(c, f),
    index(d, a), index(d, b),
)]
pub struct Sheet {
    pub id: Id<Sheet>,
    pub a: i32,
    pub b: i32,
    pub c: i32,
    pub d: i32,
    pub e: i32,
    pub f: i32,
}

fn main() {}
