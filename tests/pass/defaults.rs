//! Any expression is a default, and text may be written as a literal.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

const LIMIT: i32 = 9;

fn greeting() -> String {
    "hello".into()
}

/// A row.
#[model]
#[derive(Debug)]
pub struct Settings {
    /// The key.
    pub id: Id<Settings>,
    /// A sum.
    #[field(default = 3 + 4)]
    pub sum: i32,
    /// A negative number.
    #[field(default = -1)]
    pub offset: i64,
    /// A constant.
    #[field(default = LIMIT)]
    pub limit: i32,
    /// Text.
    #[field(default = "none")]
    pub text: String,
    /// A default returned by a function.
    #[field(default = greeting())]
    pub greeting: String,
    /// A block.
    #[field(default = { let half = 0.5; half * 2.0 })]
    pub ratio: f64,
    /// The type's own.
    #[field(default)]
    pub count: i32,
    /// Null unless it is said.
    #[field(default = Some(5))]
    pub stars: Option<i32>,
    /// A comma inside of the expression.
    #[field(default = i32::max(1, 2), range(..=2))]
    pub larger: i32,
    /// A list.
    #[field(default = Json(vec![1, 2]))]
    pub numbers: Json<Vec<i32>>,
}

/// A row whose server fields all have a default, so that the client's part alone makes one.
#[model]
#[derive(Debug)]
pub struct Ticket {
    /// The key.
    pub id: Id<Ticket>,
    /// The subject.
    pub title: String,
    /// Said by server code, if it says anything.
    #[field(server, default = "web")]
    pub source: String,
}

/// Creates one from the client's part alone.
pub async fn create(db: &Db, body: TicketCreate) -> Result<Ticket, Error> {
    Ticket::create(db, body).await
}

fn main() {
    let new = SettingsCreate::new();
    assert_eq!(
        (
            new.sum, new.offset, new.limit, new.count, new.stars, new.larger
        ),
        (7, -1, 9, 0, Some(5), 2)
    );
    assert_eq!(
        (
            new.text.as_str(),
            new.greeting.as_str(),
            new.numbers.0.as_slice()
        ),
        ("none", "hello", &[1, 2][..])
    );
    assert!((new.ratio - 1.0).abs() < f64::EPSILON);
    assert_eq!(serde_json::from_str::<SettingsCreate>("{}").unwrap(), new);
    assert_eq!(TicketServer::default().source, "web");
}
