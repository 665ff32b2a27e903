// Where operations run is sealed: what could go wrong between two of them is known.
use fivefold::prelude::*;

#[derive(Debug)]
pub struct Logged(pub Db);

impl fivefold::Executor for Logged {}

fn main() {}
