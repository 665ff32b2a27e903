// The Create struct would have two fields of one name.
use fivefold::prelude::*;

#[model]
pub struct User {
    pub id: Id<User>,
    #[field(input(mail: String))]
    pub email: String,
    #[field(input(mail: String))]
    pub backup_email: String,
}

fn main() {}
