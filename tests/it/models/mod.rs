//! The models of the suite.

mod accounts;
mod keys;
mod rules;
mod shop;
mod values;

use fivefold::prelude::*;

pub use accounts::*;
pub use keys::*;
pub use rules::*;
pub use shop::*;
pub use values::*;

/// Someone who can sign in.
#[model(has_many(items: Item::OWNER_ID), has_one(profile: Profile::USER_ID), index(is_active, created_at desc))]
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: Id<User>,
    #[field(unique, email, len(..=255))]
    pub email: String,
    #[field(default = true)]
    pub is_active: bool,
    #[field(server, default = false)]
    pub is_superuser: bool,
    #[field(len(..=255))]
    pub full_name: Option<String>,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
}

/// A thing that a user owns, and that goes with the user.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: Id<Item>,
    #[field(len(1..=255))]
    pub title: String,
    #[field(len(..=255))]
    pub description: Option<String>,
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<User>,
}

/// The one profile of a user.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub id: Id<Profile>,
    #[field(server, unique, on_delete = cascade)]
    pub user_id: Id<User>,
    pub bio: Option<String>,
}

/// A project, which cannot be deleted while it has tasks.
#[model(has_many(tasks: Task::PROJECT_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub id: Id<Project>,
    #[field(unique, len(1..=40))]
    pub name: String,
}

/// A task with a status; its assignee may be deleted.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub id: Id<Task>,
    pub title: String,
    #[field(on_delete = restrict)]
    pub project_id: Id<Project>,
    #[field(on_delete = set_null)]
    pub assignee_id: Option<Id<User>>,
    #[field(default = Status::Open)]
    pub status: Status,
    #[field(default = 5, range(0..=10))]
    pub priority: i16,
}

/// The progress of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, DbEnum)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    InProgress,
    #[serde(rename = "it's done")]
    Done,
}

/// Every table of the suite, children before their parents on purpose.
pub fn schema() -> fivefold::Schema {
    schema![
        Item, Profile, Task, User, Project, Line, Ledger, City, Country, Folder, Seat, Account,
        Counter, Rated, Ruled, Every, Maybe, Doc, Camel, Loose, Order, Chicken, Egg, Badge
    ]
}
