// `transaction` has the SDK's error; `try_transaction` has the application's.
use fivefold::prelude::*;

#[derive(Debug)]
pub struct TooPoor;

#[model]
pub struct Account {
    pub id: Id<Account>,
    pub cents: i64,
}

pub async fn uses(db: &Db, id: Id<Account>) -> Result<Account, Error> {
    db.transaction(async |tx| {
        let account = Account::get(tx, id).await?;
        if account.cents < 0 {
            Err(TooPoor)
        } else {
            Ok(account)
        }
    })
    .await
}

fn main() {}
