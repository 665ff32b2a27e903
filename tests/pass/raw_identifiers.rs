//! Keywords as names: the column and the key in JSON have no `r#`.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

/// A row.
#[model(has_many(r#loop: Event::MATCH_ID), unique(r#type, r#match))]
#[derive(Debug)]
pub struct Game {
    /// The key.
    pub id: Id<Game>,
    /// The type.
    #[field(len(1..=20))]
    pub r#type: String,
    /// Which one.
    #[field(default = 1)]
    pub r#match: i32,
}

/// A row whose parent's method is a keyword.
#[model]
#[derive(Debug)]
pub struct Event {
    /// The key.
    pub id: Id<Event>,
    /// The game.
    pub match_id: Id<Game>,
}

/// Text.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbEnum)]
#[serde(rename_all = "lowercase")]
#[allow(non_camel_case_types, missing_docs)]
pub enum Word {
    r#type,
    r#Match,
}

/// Names both relations.
pub fn relations(game: &Game, event: &Event) -> (fivefold::Query<Event, (), fivefold::query::OwnedBy<Game>>, fivefold::Query<Game>) {
    (game.r#loop(), event.r#match())
}

fn main() {
    let create: GameCreate = serde_json::from_str(r#"{"type": "chess", "match": 2}"#).unwrap();
    assert_eq!(
        create,
        GameCreate {
            r#type: "chess".into(),
            r#match: 2
        }
    );
    let _ = (Game::TYPE, Game::MATCH);
    assert_eq!(
        [Word::r#type.name(), Word::r#Match.name()],
        ["type", "match"]
    );
}
