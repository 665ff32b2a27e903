// An operation's error becomes the application's through `From`.
use fivefold::prelude::*;

#[derive(Debug)]
pub struct TooPoor;

#[model]
pub struct Account {
    pub id: Id<Account>,
    pub cents: i64,
}

pub async fn uses(db: &Db, id: Id<Account>) -> Result<Account, TooPoor> {
    db.try_transaction(async |tx| {
        let account = Account::get(tx, id).await.map_err(|_| TooPoor)?;
        if account.cents < 0 {
            Err(TooPoor)
        } else {
            Ok(account)
        }
    })
    .await
}

fn main() {}
