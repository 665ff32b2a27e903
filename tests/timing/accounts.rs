//! The accounts, and the logins and passwords of failed sign-ins.

use fivefold::prelude::*;

use super::plan::{Plan, TestServer};

/// The password of every account that has one.
const RIGHT: &str = "a horse, correct";

/// A user with a password.
#[model]
#[derive(Debug, Clone)]
pub struct Person {
    pub id: Id<Person>,
    #[field(unique, login, email, len(..=255))]
    pub email: String,
    #[field(client, default = true, enabled)]
    pub is_active: bool,
    #[field(client, default = true, enabled)]
    pub is_verified: bool,
    #[field(client, default = true, enabled)]
    pub is_unlocked: bool,
    #[field(input(password))]
    pub hashed_password: Option<PasswordHash>,
}

/// A kind of account, and what is typed.
#[derive(Debug, Clone)]
pub struct Class {
    pub name: &'static str,
    pub logins: Vec<String>,
    pub typed: Typed,
    /// The handle that it is tried with accepts old hashes of bcrypt as well.
    pub is_legacy: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Wrong,
    Short,
    Right,
}

impl Class {
    /// Returns the nth password: a wrong one differs each time, and has the same length.
    pub fn password(&self, nth: usize) -> Password {
        match self.typed {
            Typed::Wrong => Password::from(format!("a wrong {nth:08}")),
            Typed::Short => Password::from(format!("{:02}", nth % 100)),
            Typed::Right => Password::from(RIGHT),
        }
    }
}

/// The accounts of one database.
pub struct Accounts {
    /// Known, wrong password: what every other class is compared with.
    pub known: Class,
    /// The others, 13 of them.
    pub others: Vec<Class>,
}

impl Accounts {
    pub fn other(&self, name: &str) -> &Class {
        self.others.iter().find(|class| class.name == name).unwrap()
    }
}

/// Opens the database with this policy, over one connection.
pub async fn open(server: &TestServer, policy: fivefold::auth::PasswordPolicy) -> Db {
    Db::builder(&server.url("accounts.db"))
        .connections(1)
        .readers(1)
        .passwords(policy.permits(1))
        .connect()
        .await
        .unwrap()
}

/// Makes the accounts. Addresses are of one length.
pub async fn make(plan: &Plan, server: &TestServer) -> Accounts {
    let db = open(server, plan.policy()).await;
    db.create_all(&schema![Person]).await.unwrap();
    while Person::count(&db).await.unwrap() > 0 {
        for person in Person::list(&db, ..1_000).await.unwrap() {
            person.delete(&db).await.unwrap();
        }
    }
    let (many, few) = match (plan.is_production, plan.is_full) {
        (true, _) => (400, 40),
        (false, true) => (10_000, 400),
        (false, false) => (2_000, 200),
    };
    let logins = |class: char, count: usize| -> Vec<String> {
        (0..count)
            .map(|at| format!("{class}{at:06}@example.com"))
            .collect()
    };
    let class = |name, logins, typed| Class {
        name,
        logins,
        typed,
        is_legacy: false,
    };

    let known = logins('k', many);
    create(&db, &known, |_| {}).await;
    let mut others = vec![
        class("unknown", logins('u', many), Typed::Wrong),
        class(
            "not a login",
            (0..few).map(|at| format!("i{at:06} example com")).collect(),
            Typed::Wrong,
        ),
        class("short password", known.clone(), Typed::Short),
    ];
    type Change = fn(&mut PersonCreate);
    let changed: [(&str, char, Typed, Change); 5] = [
        ("inactive", 'a', Typed::Wrong, |person| {
            person.is_active = false
        }),
        ("inactive, right", 'b', Typed::Right, |person| {
            person.is_active = false
        }),
        ("locked, right", 'c', Typed::Right, |person| {
            person.is_unlocked = false
        }),
        ("unverified, right", 'd', Typed::Right, |person| {
            person.is_verified = false
        }),
        ("no password", 'e', Typed::Wrong, |person| {
            person.password = None
        }),
    ];
    for (name, letter, typed, change) in changed {
        let logins = logins(letter, few);
        create(&db, &logins, change).await;
        others.push(class(name, logins, typed));
    }
    let salt_and_tag = "$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    let argon = |parameters: &str| format!("$argon2id$v=19${parameters}{salt_and_tag}");
    let bcrypt = "$2b$04$X7J6ipu1Y4ykzEwi2I9Rre3WDyHZNlJoxSD2IExGdztDEd0EDBSby".to_owned();
    let stored = [
        (
            "malformed hash",
            'f',
            "$argon2id$v=19$m=512,t=1".to_owned(),
            false,
        ),
        (
            "unknown algorithm",
            'g',
            format!("$scrypt$ln=15,r=8,p=1{salt_and_tag}"),
            false,
        ),
        ("over the cap", 'h', argon("m=4294967295,t=3,p=4"), false),
        ("stronger hash", 'j', argon("m=131072,t=4,p=4"), false),
        ("weaker legacy hash", 'l', bcrypt, true),
    ];
    for (name, letter, hash, is_legacy) in stored {
        let logins = logins(letter, few);
        create(&db, &logins, |person| person.password = None).await;
        for login in &logins {
            let person = Person::find_by(&db, Person::EMAIL, login)
                .await
                .unwrap()
                .unwrap();
            person
                .import_password(&db, PasswordHash::from_phc(hash.as_str()))
                .await
                .unwrap();
        }
        others.push(Class {
            is_legacy,
            ..class(name, logins, Typed::Wrong)
        });
    }
    assert_eq!(others.len(), 13);
    db.close().await.unwrap();
    Accounts {
        known: class("known", known, Typed::Wrong),
        others,
    }
}

async fn create(db: &Db, logins: &[String], change: impl Fn(&mut PersonCreate)) {
    for logins in logins.chunks(1_000) {
        let people = logins.iter().map(|login| {
            let mut person = PersonCreate {
                password: Some(RIGHT.into()),
                ..PersonCreate::new(login.as_str())
            };
            change(&mut person);
            person
        });
        Person::create_many(db, people).await.unwrap();
    }
}
