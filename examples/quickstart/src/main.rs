//! A first look at fivefold: one annotated struct in, five structs and a storage API out.
//!
//! `cargo run -p quickstart` needs nothing installed: SQLite is built in, and the database is in
//! memory.

use fivefold::prelude::*;

/// Someone who owns things. Beside it come `UserCreate`, `UserUpdate`, `UserPublic` and `UserBase`.
#[model(has_many(items: Item::OWNER_ID))]
#[derive(Debug, Clone)]
pub struct User {
    /// A UUID that the SDK makes.
    pub id: Id<User>,
    /// No two users have the same.
    #[field(unique, email, len(..=255))]
    pub email: String,
    /// True unless the client says otherwise.
    #[field(default = true)]
    pub is_active: bool,
    /// An `Option` is a column that can be null.
    #[field(len(..=255))]
    pub full_name: Option<String>,
    /// Set when the row is created; clients cannot send it.
    #[field(auto)]
    pub created_at: DateTime<Utc>,
}

/// A thing that a user owns.
#[model]
#[derive(Debug, Clone)]
pub struct Item {
    /// A UUID that the SDK makes.
    pub id: Id<Item>,
    /// Never empty.
    #[field(len(1..=255))]
    pub title: String,
    /// The description.
    #[field(len(..=255))]
    pub description: Option<String>,
    /// The owner: a foreign key. Only the application sets it, and the item is deleted with its
    /// owner.
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result {
    let db = Db::connect("sqlite::memory:").await?;
    db.create_all(&schema![User, Item]).await?;
    tour(&db).await
}

async fn tour(db: &Db) -> Result {
    let ann = create_and_read(db).await?;
    let ann = change(db, ann).await?;
    refuse(db).await?;
    relate(db, &ann).await?;
    transact(db, &ann).await?;
    delete(db, ann).await
}

async fn create_and_read(db: &Db) -> Result<User> {
    println!("Create and read");
    // `new` asks for what is required; the rest has its default.
    let ann = User::create(db, UserCreate::new("ann@example.com")).await?;
    println!("  created {}, active: {}", ann.email, ann.is_active);
    let bob = UserCreate {
        full_name: Some("Bob".into()),
        ..UserCreate::new("bob@example.com")
    };
    let bob = User::create(db, bob).await?;

    let found = User::get(db, bob.id).await?;
    println!("  by key: {}", found.email);
    let found = User::find_by(db, User::EMAIL, "bob@example.com").await?;
    println!("  by email: {:?}", found.and_then(|bob| bob.full_name));
    let found = User::find_by(db, User::EMAIL, "eve@example.com").await?;
    println!("  by an unknown email: {found:?}");

    let public = serde_json::to_string(&UserPublic::from(&ann))?;
    println!("  what a client sees: {public}");
    Ok(ann)
}

async fn change(db: &Db, ann: User) -> Result<User> {
    println!("Change: each field is kept or set");
    let patch = UserUpdate {
        full_name: Set(Some("Ann".into())),
        ..Default::default()
    };
    let ann = ann.update(db, patch).await?;
    println!("  name set: {:?}, {} kept", ann.full_name, ann.email);

    // In a request, a key that is absent keeps the field, and a null clears it.
    let patch: UserUpdate = serde_json::from_str(r#"{"full_name": null}"#)?;
    println!("  from JSON: {:?} and {:?}", patch.full_name, patch.email);
    let ann = ann.update(db, patch).await?;
    println!("  name cleared: {:?}, {} kept", ann.full_name, ann.email);
    Ok(ann)
}

async fn refuse(db: &Db) -> Result {
    println!("Refuse: wrong input is a typed error, and nothing is written");
    let body = r#"{"email": "eve@example.com", "created_at": "2001-01-01T00:00:00Z"}"#;
    if let Err(error) = serde_json::from_str::<UserCreate>(body) {
        println!("  a key that clients may not send: {error}");
    }
    for email in ["not an address", "ann@example.com"] {
        if let Err(error) = User::create(db, UserCreate::new(email)).await {
            let fields = serde_json::to_string(&error.fields())?;
            println!("  {}: {error}\n    as JSON: {fields}", error.kind());
        }
    }
    Ok(())
}

async fn relate(db: &Db, ann: &User) -> Result {
    println!("Relate and list");
    let owner_id = ann.id;
    for title in ["Lamp", "Chair", "Desk"] {
        // Without `with` this does not compile: an item needs an owner, and no client can name one.
        Item::create(db, ItemCreate::new(title).with(ItemServer { owner_id })).await?;
    }
    println!("  Ann has {} items", ann.items().count(db).await?);
    for item in ann.items().list(db, ..2).await? {
        let owner = item.owner().get(db).await?;
        println!("  {} belongs to {}", item.title, owner.email);
    }
    Ok(())
}

async fn transact(db: &Db, ann: &User) -> Result {
    println!("Transact: everything happens, or nothing");
    let shelf = ItemCreate::new("Shelf");
    let owner_id = ann.id;
    let twin = UserCreate::new("ann@example.com");
    // The closure runs again when another writer was in the way, so it clones what it uses up.
    db.transaction(async |tx| {
        Item::create(tx, shelf.clone().with(ItemServer { owner_id })).await?;
        // Writes that may fail go into a savepoint, which alone is rolled back.
        let twin = tx.savepoint(async |tx| User::create(tx, twin.clone()).await);
        if let Err(error) = twin.await {
            println!("  a second Ann: {}", error.kind());
        }
        Ok(())
    })
    .await?;
    println!("  committed: {} items", ann.items().count(db).await?);
    Ok(())
}

async fn delete(db: &Db, ann: User) -> Result {
    println!("Delete");
    ann.delete(db).await?;
    println!("  Ann is gone: {} user is left", User::count(db).await?);
    println!("  so are her items: {} are left", Item::count(db).await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_tour_ends_with_bob_alone() -> Result {
        let db = Db::connect("sqlite::memory:").await?;
        db.create_all(&schema![User, Item]).await?;
        tour(&db).await?;

        let left = User::list(&db, ..).await?;
        let emails: Vec<_> = left.iter().map(|user| user.email.as_str()).collect();
        assert_eq!(emails, ["bob@example.com"]);
        assert_eq!(Item::count(&db).await?, 0);
        Ok(())
    }

    #[test]
    fn main_succeeds() -> Result {
        main()
    }
}
