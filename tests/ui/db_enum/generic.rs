// The texts of a column are known when the application is compiled.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status<T> {
    Open,
    Closed(T),
}

fn main() {}
