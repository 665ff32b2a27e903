//! Signs that mean something in patterns mean themselves in a lookup.

use fivefold::prelude::*;

use crate::models::{Doc, DocCreate};

/// A pattern, and a text that it would match if it were one.
#[rustfmt::skip]
pub const PATTERNS: &[(&str, &str)] = &[
    ("%", "anything"), ("%%", "anything else"), ("_", "a"), ("__", "ab"), ("a%", "abc"), ("%c", "xc"), ("a_c", "axc"), ("%b%", "xbx"), ("\\%", "z%"), ("\\_", "z_"),
    ("a\\", "a\\x"), ("[abc]", "b"), ("[a-z]", "q"), ("[^a]", "y"), ("[!a]", "w"), ("*", "star"), ("a*", "a-star"), ("?", "k"), ("a?c", "a-c"), ("{a,b}", "a}"),
    (".*", "dots"), ("^a$", "a$"), ("a|b", "b|"), ("(a)", "(a"), ("a+", "aa"), ("\\d", "7"), ("\\w+", "word"), ("a{2}", "aaa"), ("(?i)A", "A"), ("!%", "!x"),
    ("%\\", "x\\"), ("a%%b", "a--b"),
];

for_each_db! {
    async fn thirty_patterns_match_themselves_only(env) {
        assert!(PATTERNS.len() >= 30);
        let db = &env.db;
        for (_, matched) in PATTERNS {
            Doc::create(db, DocCreate::new(*matched)).await.unwrap();
        }
        for (pattern, matched) in PATTERNS {
            assert_eq!(Doc::find_by(db, Doc::SLUG, *pattern).await.unwrap(), None, "{pattern} is not {matched}");
        }
        for (pattern, _) in PATTERNS {
            let row = Doc::create(db, DocCreate::new(*pattern)).await.unwrap();
            assert_eq!(Doc::find_by(db, Doc::SLUG, *pattern).await.unwrap(), Some(row));
        }
        assert_eq!(Doc::count(db).await.unwrap(), 2 * PATTERNS.len() as u64);
    }

    async fn patterns_go_through_every_slot(env) {
        let corpus: Vec<String> = PATTERNS.iter().map(|(pattern, _)| (*pattern).to_owned()).collect();
        crate::corpus::all_slots(env, &corpus).await;
    }
}
