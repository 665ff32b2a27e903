//! Bodies that are no good: unknown and double keys, wrong types, too deep, too long.

use std::collections::HashSet;

use fivefold::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::models::{Doc, DocCreate, DocUpdate, Every, EveryCreate, EveryUpdate};
use crate::patch::{body, values};
use crate::support::failed;

/// Values of the wrong type for a field that takes `good`; what would fit is left out.
fn wrong_for(name: &str) -> Vec<Value> {
    let all = [
        json!(true),
        json!(7),
        json!(-7),
        json!(1.5),
        json!("not one"),
        json!([]),
        json!([1]),
        json!([["a"]]),
        json!({}),
        json!({ "a": "b" }),
        json!({ "$gt": 0 }),
        json!(["a"]),
        json!(300),
        json!("a\u{0}b"),
        json!(null),
    ];
    let fits = |value: &Value| match name {
        "boolean" => value.is_boolean(),
        "int16" | "int32" | "int64" => value.is_i64(),
        "uint8" => value == &json!(7),
        "uint32" => value.is_u64(),
        "float32" | "float64" => value.is_number(),
        "text" | "slug" | "secret" => value.is_string(),
        "bytes" => value == &json!([]) || value == &json!([1]),
        "json" => value == &json!({}),
        "decimal" => false,
        _ => false,
    };
    all.into_iter().filter(|value| !fits(value)).collect()
}

fn refused<T: DeserializeOwned>(text: &str) {
    assert!(serde_json::from_str::<T>(text).is_err(), "{:.200}", text);
}

/// A complete body in which one field holds something else.
fn with(name: &'static str, value: Value) -> Value {
    let mut fields: Vec<_> = values()
        .into_iter()
        .map(|(name, first, _)| (name, first))
        .collect();
    fields.push(("secret", json!("s")));
    let mut full = body(fields);
    full[name] = value;
    full
}

#[test]
fn wrong_types_for_each_field_are_refused() {
    let mut count = HashSet::new();
    assert!(serde_json::from_value::<EveryCreate>(with("text", json!("t"))).is_ok());
    for name in values()
        .into_iter()
        .map(|(name, ..)| name)
        .chain(["secret"])
    {
        for value in wrong_for(name) {
            refused::<EveryCreate>(&with(name, value.clone()).to_string());
            refused::<EveryUpdate>(&json!({ name: value }).to_string());
            count.insert((name, value.to_string()));
        }
        let mut missing = with(name, Value::Null);
        missing.as_object_mut().unwrap().remove(name);
        let error = serde_json::from_value::<EveryCreate>(missing)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&format!("missing field `{name}`")),
            "{error}"
        );
    }
    assert!(count.len() >= 150, "{}", count.len());
}

#[test]
fn unknown_and_double_keys_are_refused() {
    let unknown = [
        "Slug",
        "SLUG",
        "slug ",
        " slug",
        "slu\u{261}",
        "sl\u{200b}ug",
        "slug\u{0}",
        "slug.",
        "slug[]",
        "slug[$ne]",
        "$slug",
        "_slug",
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
        "",
        " ",
        "0",
        "-1",
        "null",
        "true",
        "id",
        "ID",
        "_id",
        "created_at",
        "is_admin",
        "$where",
        "$set",
        "body.x",
        "body/x",
        "../slug",
        "slug;--",
        "tree\n",
        "r#slug",
        "table",
        "owner",
        "role",
        "\u{feff}slug",
        "\u{ff53}lug",
    ];
    for key in unknown {
        for text in [
            json!({ "slug": "s", key: 1 }),
            json!({ "slug": "s", key: null }),
            json!({ "slug": "s", key: { "slug": "t" } }),
        ] {
            let create = serde_json::from_value::<DocCreate>(text)
                .unwrap_err()
                .to_string();
            assert!(create.contains("unknown field"), "{key:?}: {create}");
        }
        let change = serde_json::from_value::<DocUpdate>(json!({ key: 1 }))
            .unwrap_err()
            .to_string();
        assert!(change.contains("unknown field"), "{key:?}: {change}");
    }
    for text in [
        r#"{"slug":"a","slug":"b"}"#,
        r#"{"slug":"a","slug":"a"}"#,
        r#"{"slug":"a","\u0073lug":"b"}"#,
        r#"{"slug":"a","body":null,"body":"b"}"#,
    ] {
        refused::<DocCreate>(text);
    }
    for text in [
        r#"{"body":"a","body":"b"}"#,
        r#"{"body":null,"body":"b"}"#,
        r#"{"body":"b","body":null}"#,
        r#"{"slug":"a","sl\u0075g":"b"}"#,
    ] {
        refused::<DocUpdate>(text);
    }
}

#[test]
fn json_that_is_not_an_object_is_refused() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let texts = [
        "",
        " ",
        "null",
        "true",
        "0",
        "\"slug\"",
        "[]",
        "[[]]",
        "{",
        "}",
        "{]",
        "{\"slug\"",
        "{\"slug\":",
        "{\"slug\":}",
        "{\"slug\":\"a\"",
        "{\"slug\":\"a\",}",
        "{\"slug\":\"a\"}}",
        "{\"slug\":\"a\"}{}",
        "{'slug':'a'}",
        "{slug:\"a\"}",
        "{\"slug\":\"a\nb\"}",
        "{\"slug\":\"\u{1}\"}",
        "{\"slug\":\"\\x41\"}",
        "{\"slug\":\"\\u12\"}",
        "{\"slug\":\"\\ud800\"}",
        "{\"slug\":\"a\"} // comment",
        "/* */{\"slug\":\"a\"}",
        "\u{feff}{\"slug\":\"a\"}",
        "{\"slug\":NaN}",
        "{\"slug\":undefined}",
        "{\"slug\":[\"a\"]}",
        "{\"slug\":{\"slug\":\"a\"}}",
        "<slug>a</slug>",
        "slug=a",
        "{\"slug\":\"a\",\"tree\":}",
    ];
    for text in texts {
        refused::<DocCreate>(text);
    }
    for text in [
        deep("[", "]"),
        deep("{\"slug\":", "}"),
        format!("{{\"slug\":\"a\",\"tree\":{}}}", deep("[", "]")),
        format!(
            "{{\"slug\":\"a\",\"tree\":{}1{}}}",
            "{\"a\":".repeat(10_000),
            "}".repeat(10_000)
        ),
    ] {
        refused::<DocCreate>(&text);
        refused::<DocUpdate>(&text);
    }
    assert!(serde_json::from_slice::<DocCreate>(b"{\"slug\":\"\xff\"}").is_err());
    assert!(serde_json::from_slice::<DocCreate>(b"{\"slug\":\"\xed\xa0\x80\"}").is_err());
}

/// serde reads a list as the fields in their order, and has no switch to turn that off. It gives no
/// further rights: a list has no more values than there are fields, and what follows them is
/// refused.
#[test]
fn a_list_of_values_sets_no_more_than_an_object() {
    let create: DocCreate = serde_json::from_str(r#"["a"]"#).unwrap();
    assert_eq!(create, DocCreate::new("a"));
    refused::<DocCreate>(r#"["a",null,null,null,null,null,null,null,null]"#);
    refused::<DocCreate>(r#"[{"slug":"a"}]"#);
    refused::<DocCreate>("[]");
    refused::<crate::models::LooseCreate>(r#"["a",true]"#);
    refused::<crate::models::LooseUpdate>(r#"["a",true]"#);
    assert_eq!(
        serde_json::from_str::<DocUpdate>("[]").unwrap(),
        DocUpdate::default()
    );
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, level| {
        if level % 2 == 0 {
            json!([inner])
        } else {
            json!({ "a": inner })
        }
    })
}

for_each_db! {
    async fn json_is_stored_to_a_depth_of_31(env) {
        let db = &env.db;
        let row = Doc::create(db, DocCreate::new("row")).await.unwrap();
        for depth in [0, 1, 2, 30, 31] {
            let create = DocCreate { tree: Some(Json(nested(depth))), ..DocCreate::new(format!("{depth}")) };
            let created = Doc::create(db, create).await.unwrap();
            assert_eq!(Doc::get(db, created.id).await.unwrap().tree, Some(Json(nested(depth))));
        }
        for depth in [32, 33, 64, 65, 128, 1_000] {
            let create = DocCreate { tree: Some(Json(nested(depth))), ..DocCreate::new(format!("{depth}")) };
            let change = DocUpdate { tree: Set(Some(Json(nested(depth)))), ..Default::default() };
            for result in [Doc::create(db, create).await, row.clone().update(db, change).await] {
                let error = failed(ErrorKind::Validation, result);
                assert_eq!((error.model(), error.field()), (Some("Doc"), Some("tree")));
            }
        }
        assert_eq!(Doc::count(db).await.unwrap(), 6);
        // Brackets in text are no depth.
        let text = json!({ "[[[[".repeat(100): "\\\"]}{[".repeat(100) });
        let created = Doc::create(db, DocCreate { tree: Some(Json(text.clone())), ..DocCreate::new("text") }).await.unwrap();
        assert_eq!(Doc::get(db, created.id).await.unwrap().tree, Some(Json(text)));
    }

    async fn a_body_of_ten_mebibytes_is_one_value(env) {
        let text = "\u{e9}".repeat(5 << 20);
        let create: DocCreate = serde_json::from_value(json!({ "slug": "large", "body": text })).unwrap();
        let row = Doc::create(&env.db, create).await.unwrap();
        assert!(Doc::get(&env.db, row.id).await.unwrap().body.unwrap() == text);
    }

    async fn double_keys_in_stored_json_are_single(env) {
        let create: DocCreate = serde_json::from_str(r#"{"slug": "s", "tree": {"a": 1, "a": 2, "__proto__": {"x": 1}}}"#).unwrap();
        let row = Doc::create(&env.db, create).await.unwrap();
        assert_eq!(Doc::get(&env.db, row.id).await.unwrap().tree, Some(Json(json!({ "a": 2, "__proto__": { "x": 1 } }))));
        if let Some(raw) = env.raw_connection() {
            assert_eq!(raw.texts("SELECT tree FROM doc")[0].matches("\"a\"").count(), 1);
        }
    }

    async fn null_in_json_and_null_in_the_column_are_two_things(env) {
        let row = Doc::create(&env.db, DocCreate { tree: Some(Json(Value::Null)), ..DocCreate::new("s") }).await.unwrap();
        let read = Doc::get(&env.db, row.id).await.unwrap();
        assert_eq!((&row.tree, &read.tree), (&Some(Json(Value::Null)), &Some(Json(Value::Null))));
        let _: Option<Every> = None;
    }
}
