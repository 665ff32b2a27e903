//! Companions are as visible as the row, and their fields as the row's.
#![deny(missing_docs, warnings, unreachable_pub)]

mod store {
    mod tokens {
        use fivefold::prelude::*;

        #[model]
        #[derive(Debug)]
        pub(super) struct Token {
            id: Id<Token>,
            #[field(unique)]
            digest: String,
            pub(super) note: Option<String>,
            #[field(server)]
            issued_by: String,
        }

        pub(super) fn create(digest: &str) -> (TokenCreate, TokenServer) {
            (
                TokenCreate::new(digest),
                TokenServer {
                    issued_by: "me".into(),
                },
            )
        }

        pub(super) fn uses(token: &Token) -> (Id<Token>, &str, &str) {
            let _ = (Token::DIGEST, Token::ISSUED_BY, Token::ID);
            (token.id, &token.digest, &token.issued_by)
        }
    }

    pub(crate) fn note() -> Option<String> {
        let (create, server) = tokens::create("x");
        let _: fn(&tokens::Token) -> (fivefold::Id<tokens::Token>, &str, &str) = tokens::uses;
        let note = create.note.clone();
        drop(create.with(server));
        note
    }
}

fn main() {
    assert_eq!(store::note(), None);
}
