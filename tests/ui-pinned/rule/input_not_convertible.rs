// What clients send becomes what is stored through `From`.
use fivefold::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Mail {
    pub to: String,
}

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: Mail))]
    pub email: String,
}

fn main() {}
