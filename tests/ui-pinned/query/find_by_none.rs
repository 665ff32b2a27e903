use fivefold::prelude::*;

#[model]
#[derive(Debug)]
pub struct Item {
    pub id: Id<Item>,
    pub title: Option<String>,
    pub price: Option<i64>,
    pub extra: Json<Vec<u8>>,
    pub token: Secret<String>,
    #[field(unique)]
    pub code: Option<String>,
}

pub async fn uses(db: &Db) -> Result<Option<Item>, Error> {
    Item::find_by(db, Item::CODE, None).await
}

fn main() {}
