//! U+0000, and all the other control characters.

use fivefold::prelude::*;

use crate::models::{Country, CountryCreate, Doc, DocCreate, DocUpdate, Slug};
use crate::support::failed;

/// C0, DEL and C1: 65 with U+0000.
fn controls() -> Vec<char> {
    (0..=0x1f)
        .chain(0x7f..=0x9f)
        .filter_map(char::from_u32)
        .collect()
}

for_each_db! {
    async fn control_characters_come_back(env) {
        assert_eq!(controls().len(), 65);
        let placed = |c: char| [format!("{c}"), format!("{c}start"), format!("mid{c}dle"), format!("end{c}")];
        let mut corpus: Vec<String> = controls().into_iter().filter(|c| *c != '\0').flat_map(placed).collect();
        corpus.extend(["\r\n", "\n\r", "a\r\nb: c", "\u{1b}[31mred", "\u{85}\u{2028}\u{2029}"].map(str::to_owned));
        crate::corpus::all_slots(env, &corpus).await;
    }

    async fn the_zero_character_is_refused_with_model_and_field(env) {
        let db = &env.db;
        let row = Doc::create(db, DocCreate::all("row")).await.unwrap();
        let mut refused = 0;
        for zero in ["\0", "\0start", "mid\0dle", "end\0", "\0\0", "'\0; DROP TABLE doc"] {
            let text = || Some(zero.to_owned());
            let creates = [
                ("slug", DocCreate::new(zero)),
                ("body", DocCreate { body: text(), ..DocCreate::new("new") }),
                ("label", DocCreate { label: text().map(Slug), ..DocCreate::new("new") }),
                ("token", DocCreate { token: text().map(Secret::new), ..DocCreate::new("new") }),
                ("tree", DocCreate { tree: text().map(|text| Json(text.into())), ..DocCreate::new("new") }),
                ("tree", DocCreate { tree: text().map(|text| Json(serde_json::json!({ text: 1 }))), ..DocCreate::new("new") }),
            ];
            let updates = [
                ("slug", DocUpdate { slug: Set(zero.to_owned()), ..Default::default() }),
                ("body", DocUpdate { body: Set(text()), ..Default::default() }),
                ("label", DocUpdate { label: Set(text().map(Slug)), ..Default::default() }),
                ("token", DocUpdate { token: Set(text().map(Secret::new)), ..Default::default() }),
                ("tree", DocUpdate { tree: Set(text().map(|text| Json(text.into()))), ..Default::default() }),
            ];
            let mut results = Vec::new();
            for (field, create) in creates {
                results.push((field, Doc::create(db, create.clone()).await.map(drop)));
                results.push((field, Doc::create_many(db, [DocCreate::new("other"), create]).await.map(drop)));
            }
            for (field, update) in updates {
                results.push((field, row.clone().update(db, update.clone()).await.map(drop)));
                results.push((field, db.transaction(async |tx| Doc::update_by_id(tx, row.id, update.clone()).await.map(drop)).await));
            }
            results.push(("slug", Doc::find_by(db, Doc::SLUG, zero).await.map(drop)));
            for (field, result) in results {
                let error = failed(ErrorKind::Validation, result);
                assert_eq!((error.model(), error.field()), (Some("Doc"), Some(field)));
                assert_eq!(error.fields().unwrap().field_errors()[field][0].code, "nul");
                refused += 1;
            }
            for error in [failed(ErrorKind::Validation, Country::get(db, zero).await), failed(ErrorKind::Validation, Country::exists(db, zero).await)] {
                assert_eq!((error.model(), error.field()), (Some("Country"), Some("code")));
            }
            let error = failed(ErrorKind::Validation, Country::create(db, CountryCreate::new("a\0", "A")).await);
            assert_eq!((error.model(), error.field()), (Some("Country"), Some("code")));
        }
        assert_eq!(refused, 6 * 23);
        assert_eq!(Doc::list(db, ..).await.unwrap(), [row]);
    }

    async fn text_that_resembles_a_nul_escape_in_json_is_stored(env) {
        for tree in [serde_json::json!("\\u0000"), serde_json::json!(["\\\\u0000", "u0000"]), serde_json::json!({ "\\u0000": "\\" })] {
            let row = Doc::create(&env.db, DocCreate { tree: Some(Json(tree.clone())), ..DocCreate::new(tree.to_string()) }).await.unwrap();
            assert_eq!(Doc::get(&env.db, row.id).await.unwrap().tree, Some(Json(tree)));
        }
    }
}
