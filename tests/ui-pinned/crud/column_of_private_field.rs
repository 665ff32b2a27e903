// The constant of a field is as private as the field.
use fivefold::prelude::*;

mod store {
    use fivefold::model;

    #[model]
    pub struct Token {
        pub id: fivefold::Id<Token>,
        #[field(unique)]
        digest: String,
    }
}

pub async fn uses(db: &Db) -> Result<Option<store::Token>, Error> {
    store::Token::find_by(db, store::Token::DIGEST, "x").await
}

fn main() {}
