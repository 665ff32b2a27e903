// A server struct whose fields all have a default has one itself.
use fivefold::prelude::*;

#[model(on(server, derive(Default)))]
pub struct User {
    pub id: Id<User>,
    #[field(server, default = "free")]
    pub plan: String,
}

fn main() {}
