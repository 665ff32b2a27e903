// No text could be stored, and none could be read.
use fivefold::prelude::*;

#[derive(DbEnum)]
pub enum Status {}

fn main() {}
