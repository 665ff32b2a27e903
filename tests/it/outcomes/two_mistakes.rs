//! New rows that break several constraints: one of them is reported, the same on every database.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    pub id: Id<Team>,
    #[field(len(..=20))]
    pub name: String,
}

#[model(unique(shirt, side))]
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    #[field(auto(v4))]
    pub id: Id<Player>,
    #[field(unique, len(..=20))]
    pub nick: Option<String>,
    #[field(unique, len(..=20))]
    pub email: String,
    pub shirt: i32,
    pub side: i32,
    pub team: Id<Team>,
    #[field(unique)]
    pub captain_of: Option<Id<Team>>,
}

/// A row with a key of the application.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    #[field(id, len(..=40))]
    pub word: String,
    #[field(unique)]
    pub number: i32,
}

struct World {
    env: TestEnv,
    team: Id<Team>,
    nowhere: Id<Team>,
}

impl World {
    async fn new(engine: &'static crate::support::Engine) -> Self {
        let env = TestEnv::with(engine, &schema![Team, Player]).await;
        let team = Team::create(&env.db, TeamCreate::new("a"))
            .await
            .unwrap()
            .id;
        let world = Self {
            env,
            team,
            nowhere: Id::now_v7(),
        };
        let first = PlayerCreate {
            captain_of: Some(team),
            ..world.player("nick", "email", 1, team)
        };
        Player::create(&world.env.db, first).await.unwrap();
        world
    }

    fn player(&self, nick: &str, email: &str, shirt: i32, team: Id<Team>) -> PlayerCreate {
        PlayerCreate {
            nick: Some(nick.to_owned()),
            ..PlayerCreate::new(email, shirt, 1, team)
        }
    }
}

/// The kind, and the fields in the order of their names.
fn outcome(error: &Error) -> (ErrorKind, Vec<String>) {
    let fields = error.fields().map(|fields| {
        fields
            .field_errors()
            .keys()
            .map(ToString::to_string)
            .collect()
    });
    let mut fields: Vec<String> = fields.unwrap_or_default();
    fields.sort();
    (error.kind(), fields)
}

for_each_engine! {
    async fn a_row_with_two_mistakes_named_another_one_on_each_database(engine) {
        let world = World::new(engine).await;
        let (db, team, nowhere) = (&world.env.db, world.team, world.nowhere);
        let captain = |of: Id<Team>, new: PlayerCreate| PlayerCreate { captain_of: Some(of), ..new };
        let player = |nick: &str, email: &str, shirt: i32, team: Id<Team>| world.player(nick, email, shirt, team);
        for (what, new, kind, fields) in [
            ("nullable after not null", player("nick", "email", 2, team), ErrorKind::Conflict, &["email"][..]),
            ("in the order of the model", player("new", "email", 1, team), ErrorKind::Conflict, &["email"]),
            ("a group before what is nullable", player("nick", "new", 1, team), ErrorKind::Conflict, &["shirt", "side"]),
            ("unique before a foreign key", player("new", "email", 2, nowhere), ErrorKind::Conflict, &["email"]),
            ("the last one before a foreign key", player("nick", "new", 2, nowhere), ErrorKind::Conflict, &["nick"]),
            ("before a unique foreign key", captain(nowhere, player("nick", "new", 2, team)), ErrorKind::Conflict, &["nick"]),
            ("a unique foreign key before one that is missing", captain(team, player("new", "new", 2, nowhere)), ErrorKind::Conflict, &["captain_of"]),
        ] {
            let error = Player::create(db, new).await.unwrap_err();
            assert_eq!(outcome(&error), (kind, fields.iter().map(ToString::to_string).collect()), "{what}: {error:?}");
        }
        // A row that is changed, too.
        let other = Player::create(db, player("other", "other", 5, team)).await.unwrap();
        let both = PlayerUpdate { nick: Set(Some("nick".into())), email: Set("email".into()), ..Default::default() };
        assert_eq!(failed(ErrorKind::Conflict, other.update(db, both).await).field(), Some("email"));
        assert_eq!(Player::count(db).await.unwrap(), 2);
    }

    async fn the_key_of_another_row_is_reported_before_its_other_values(engine) {
        let env = TestEnv::with(engine, &schema![Word]).await;
        let word = || WordCreate::new("tree", 1);
        Word::create(&env.db, word()).await.unwrap();
        // The same row again, as an application that repeats an import sends it.
        for error in [
            failed(ErrorKind::Conflict, Word::create(&env.db, word()).await),
            failed(ErrorKind::Conflict, Word::create_many(&env.db, [WordCreate::new("leaf", 2), word()]).await),
        ] {
            assert_eq!((error.field(), error.constraint()), (Some("word"), Some("word_pkey")), "{error:?}");
        }
        let error = failed(ErrorKind::Conflict, Word::create(&env.db, WordCreate::new("leaf", 1)).await);
        assert_eq!(error.field(), Some("number"));
    }

    async fn rows_with_different_mistakes_had_another_kind_on_each_database(engine) {
        let world = World::new(engine).await;
        let (db, team, nowhere) = (&world.env.db, world.team, world.nowhere);
        let player = |nick: &str, email: &str, shirt: i32, team: Id<Team>| world.player(nick, email, shirt, team);
        for (what, rows, kind, field) in [
            ("a missing parent, then a duplicate", [player("x", "x", 2, nowhere), player("y", "email", 3, team)], ErrorKind::Conflict, "email"),
            ("a duplicate, then a missing parent", [player("x", "email", 2, team), player("y", "y", 3, nowhere)], ErrorKind::Conflict, "email"),
            ("two duplicates", [player("nick", "x", 2, team), player("y", "email", 3, team)], ErrorKind::Conflict, "nick"),
            ("a missing parent, then a duplicate of it", [player("x", "x", 2, nowhere), player("x", "y", 3, team)], ErrorKind::Conflict, "nick"),
            ("a missing parent alone", [player("x", "x", 2, team), player("y", "y", 3, nowhere)], ErrorKind::ForeignKey, "team"),
        ] {
            let before = Player::list(db, ..).await.unwrap();
            let error = failed(kind, Player::create_many(db, rows.clone()).await);
            assert_eq!(error.field(), Some(field), "{what}: {error:?}");
            assert_eq!(Player::list(db, ..).await.unwrap(), before, "{what}");
            // In a transaction, which a savepoint keeps usable.
            db.transaction(async |tx| {
                let result = tx.savepoint(async |tx| Player::create_many(tx, rows.clone()).await).await;
                assert_eq!(failed(kind, result).field(), Some(field), "{what}");
                // Foreign keys are checked again.
                let orphan = tx.savepoint(async |tx| Player::create(tx, player("z", "z", 9, nowhere)).await).await;
                failed(ErrorKind::ForeignKey, orphan);
                Ok(())
            }).await.unwrap();
            failed(ErrorKind::ForeignKey, Player::create(db, player("z", "z", 9, nowhere)).await);
            assert_eq!(Player::list(db, ..).await.unwrap(), before, "{what}");
        }
        // Many statements: the first one with a mistake is far from the first row.
        let mut rows: Vec<_> = (10..3_000).map(|shirt| player(&format!("n{shirt}"), &format!("e{shirt}"), shirt, team)).collect();
        rows[1_500].team = nowhere;
        assert_eq!(failed(ErrorKind::ForeignKey, Player::create_many(db, rows.clone()).await).field(), Some("team"));
        rows[2_900].email = "email".into();
        assert_eq!(failed(ErrorKind::Conflict, Player::create_many(db, rows).await).field(), Some("email"));
        assert_eq!(Player::count(db).await.unwrap(), 1);
    }
}
