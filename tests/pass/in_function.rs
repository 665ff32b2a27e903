//! A model inside of a function, where no path from the crate's root leads to it.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;

fn main() {
    #[model(has_many(notes: Note::USER_ID))]
    #[derive(Debug)]
    struct User {
        id: Id<User>,
        #[field(len(1..), default = "Ann")]
        name: String,
    }

    #[model]
    #[derive(Debug)]
    struct Note {
        id: Id<Note>,
        #[field(server)]
        user_id: Id<User>,
    }

    let user = User {
        id: Id::now_v7(),
        name: UserCreate::new().name,
    };
    let note = Note {
        id: Id::now_v7(),
        user_id: user.id,
    };
    let _ = (user.notes(), note.user());
    let public: UserPublic =
        serde_json::from_value(serde_json::to_value(UserPublic::from(user)).unwrap()).unwrap();
    assert_eq!(public.name, "Ann");
    assert_eq!(NotePublic::from(note).user_id, public.id);
}
