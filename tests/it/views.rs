//! Views: what a part of Create, Update or Public takes, refuses and asks for.

use fivefold::crud::{IntoChanges, IntoNew};
use fivefold::prelude::*;
use fivefold::validation::Validate;
use serde_json::json;

use crate::support::TestEnv;

#[model(
    table = "views_member",
    has_many(notes: Note::MEMBER_ID),
    create(MemberRegister: email, password, nick),
    create(MemberInvite: password, email),
    update(MemberUpdateMe: email, nick),
    update(MemberPassword: password),
    public(MemberCard: id, nick),
    public(MemberLine: nick, email, is_admin),
    derive(Eq),
)]
#[derive(Debug, Clone)]
pub struct Member {
    pub id: Id<Member>,
    #[field(unique, email, len(..=255))]
    pub email: String,
    /// The public view.
    #[serde(rename = "nickName")]
    #[field(len(2..=8))]
    pub nick: Option<String>,
    #[field(default = "en")]
    pub language: String,
    #[field(default = false)]
    pub is_admin: bool,
    #[field(input(password, len(8..=64)))]
    pub password_hash: PasswordHash,
}

#[model(
    table = "views_note",
    create(NoteDraft: text),
    update(NoteText: text),
    public(NoteLine: text)
)]
#[derive(Debug, Clone)]
pub struct Note {
    pub id: Id<Note>,
    pub text: String,
    #[field(default = 1)]
    pub priority: i32,
    #[field(server, on_delete = cascade)]
    pub member_id: Id<Member>,
}

/// A struct of the application, over the same rows.
#[derive(Debug, PartialEq, View)]
#[view(Member)]
struct Contact {
    email: String,
    #[view(column = NICK)]
    called: Option<String>,
}

async fn env(engine: &'static crate::support::Engine) -> TestEnv {
    TestEnv::with(engine, &schema![Member, Note]).await
}

fn register() -> MemberRegister {
    MemberRegister {
        nick: Some("ann".into()),
        ..MemberRegister::new("ann@example.com", "long enough")
    }
}

for_each_engine! {
    async fn a_view_makes_and_changes_rows_and_leaves_the_rest_as_it_is(engine) {
        let env = env(engine).await;
        let db = &env.db;
        let member = Member::create(db, register()).await.unwrap();
        assert_eq!((member.language.as_str(), member.is_admin), ("en", false));
        assert_eq!(member.nick.as_deref(), Some("ann"));

        let hash = member.password_hash.expose().to_owned();
        let changed = member.clone().update(db, MemberUpdateMe { nick: Set(None), email: Keep }).await.unwrap();
        assert_eq!((changed.nick.as_deref(), changed.email.as_str()), (None, "ann@example.com"));
        assert_eq!(changed.password_hash.expose(), hash);

        let other = MemberPassword { password: Set("another one".into()) };
        let changed = Member::update_by_id(db, member.id, other).await.unwrap();
        assert_ne!(changed.password_hash.expose(), hash);

        // In a scope, by a query, with what only server code sets.
        let note = member.notes().create(db, NoteDraft::new("milk")).await.unwrap();
        assert_eq!((note.priority, note.member_id), (1, member.id));
        let with = NoteDraft::new("tea").with(NoteServer { member_id: member.id });
        Note::create(db, with).await.unwrap();
        let all = NoteText { text: Set("done".into()) };
        assert_eq!(member.notes().update(db, all).await.unwrap(), 2);
        let moved = NoteText::default().with(NoteServerUpdate { member_id: Set(member.id) });
        Note::update_by_id(db, note.id, moved).await.unwrap();
    }

    async fn a_public_view_selects_its_columns_only(engine) {
        let env = env(engine).await;
        let db = &env.db;
        let member = Member::create(db, register()).await.unwrap();
        Member::create(db, MemberRegister::new("ben@example.com", "long enough")).await.unwrap();

        let by_email = || Member::query().order_by(Member::EMAIL.asc());
        let before = db.metrics().statements;
        let cards: Vec<MemberCard> = by_email().view().all(db).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);
        assert_eq!(cards.len(), 2);
        assert_eq!(cards[0], MemberCard::from(&member));
        let line = by_email().view::<MemberLine>().first(db).await.unwrap().unwrap();
        assert_eq!(line, MemberLine::from(member.clone()));
        let contacts: Vec<Contact> = by_email().view().list(db, ..1).await.unwrap();
        assert_eq!(contacts, [Contact { email: "ann@example.com".into(), called: Some("ann".into()) }]);

        // Without the other columns there is no row, and no view notices.
        if let Some(raw) = env.raw_connection() {
            raw.execute("ALTER TABLE views_member DROP COLUMN language");
            assert_eq!(by_email().view::<MemberCard>().all(db).await.unwrap(), cards);
            assert!(by_email().all(db).await.is_err());
        }
    }
}

#[test]
fn a_view_takes_its_own_keys_and_refuses_those_of_the_whole() {
    let body = json!({ "email": "ann@example.com", "password": "long enough" });
    let read = |more: serde_json::Value| {
        let mut body = body.clone();
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        serde_json::from_value::<MemberRegister>(body)
    };
    assert!(read(json!({})).unwrap().nick.is_none());
    assert_eq!(
        read(json!({ "nickName": "ann" })).unwrap().nick.as_deref(),
        Some("ann")
    );
    for (key, value) in [
        ("is_admin", json!(true)),
        ("language", json!("de")),
        ("id", json!("x")),
        ("nick", json!("ann")),
    ] {
        let error = read(json!({ key: value })).unwrap_err().to_string();
        assert!(error.contains(&format!("unknown field `{key}`")), "{error}");
    }
    // The control: the whole takes one of them.
    let whole = json!({ "email": "ann@example.com", "password": "long enough", "is_admin": true });
    assert!(
        serde_json::from_value::<MemberCreate>(whole)
            .unwrap()
            .is_admin
    );

    let patch = serde_json::from_value::<MemberUpdateMe>(json!({ "nickName": null })).unwrap();
    assert_eq!((patch.nick, patch.email), (Set(None), Keep));
    assert!(serde_json::from_value::<MemberUpdateMe>(json!({ "is_admin": true })).is_err());
    assert!(
        serde_json::from_value::<MemberUpdateMe>(json!({ "password": "long enough" })).is_err()
    );
}

#[test]
fn a_view_has_the_rules_of_the_whole() {
    let wrong = MemberRegister {
        nick: Some("a".into()),
        ..MemberRegister::new("no address", "short")
    };
    let errors = wrong.validate().unwrap_err();
    let same = MemberCreate::from(wrong).validate().unwrap_err();
    assert_eq!(errors, same);
    let errors = errors.to_string();
    for field in ["email", "nick", "password"] {
        assert!(errors.contains(field), "{errors}");
    }
    assert!(
        MemberUpdateMe {
            nick: Set(Some("a".into())),
            email: Keep
        }
        .validate()
        .is_err()
    );
    assert!(MemberUpdateMe::default().validate().is_ok());
    fn makes<T: IntoNew<Member>>(_: T) {}
    fn changes<T: IntoChanges<Member>>(_: T) {}
    makes(MemberInvite::new("long enough", "ann@example.com"));
    changes(MemberPassword::default());
}
