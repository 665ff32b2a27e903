//! Types by path, by alias and in parentheses.
#![deny(missing_docs, warnings)]

/// The type of a name.
pub type Name = String;

/// The type of a key.
pub type UserId = fivefold::Id<User>;

/// A row.
#[fivefold::model]
#[derive(Debug)]
pub struct User {
    /// The key.
    pub id: fivefold::Id<self::User>,
    /// An alias.
    #[field(len(1..=20))]
    pub name: Name,
    /// A path.
    pub note: std::option::Option<std::string::String>,
    /// A path from the root.
    pub other: ::core::option::Option<::std::string::String>,
    /// The alias of a key, which says what it points to.
    #[field(references = User)]
    pub boss_id: Option<UserId>,
    /// A path to another module.
    pub team_id: ::fivefold::Id<crate::teams::Team>,
}

/// Another module.
pub mod teams {
    use super::*;

    /// A row.
    #[fivefold::model(has_many(users: super::User::TEAM_ID, same: crate::User::TEAM_ID))]
    #[derive(Debug)]
    pub struct Team {
        /// The key.
        pub id: fivefold::Id<Team>,
        /// An alias from above.
        pub name: Name,
    }
}

/// Names the relations.
pub fn relations(user: &User, team: &teams::Team) {
    let _ = (user.boss(), user.team(), team.users(), team.same());
}

fn main() {
    let create = UserCreate::new("Ann", fivefold::Id::now_v7());
    assert_eq!(
        (create.note, create.other, create.boss_id),
        (None, None, None)
    );
}
