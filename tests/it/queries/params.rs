//! A query string builds the same query as the typed API, and no other queries are possible.

use fivefold::params::Params;
use fivefold::prelude::*;
use fivefold::query::{Filter, Order};

use super::Shop;
use crate::models::{Status, Thing};
use crate::support::{Random, failed};

fn allowed() -> Params<Thing> {
    Params::new()
        .filter(Thing::ID)
        .filter(Thing::NAME)
        .filter(Thing::NICK)
        .filter(Thing::VIEWS)
        .filter(Thing::STARS)
        .filter(Thing::IS_OPEN)
        .filter(Thing::RATIO)
        .filter(Thing::DAY)
        .filter(Thing::AT)
        .filter(Thing::STATUS)
        .filter(Thing::OWNER_ID)
        .sort(Thing::NAME)
        .sort(Thing::STARS)
        .sort(Thing::AT)
}

fn message(query: &str) -> (ErrorKind, Option<String>, String) {
    let error = allowed().parse(query).unwrap_err();
    let field = error.field().map(str::to_owned);
    (error.kind(), field, error.to_string())
}

for_each_engine! {
    async fn a_query_string_builds_the_same_query_as_the_typed_api(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let (first, owner) = (&shop.things[3], shop.owners[1].id);
        let at = first.at;
        let day = first.day.unwrap_or(shop.things[5].day.unwrap_or_default());
        let instant = at.format("%Y-%m-%dT%H:%M:%S%.6fZ");
        let cases: Vec<(String, Filter<Thing>)> = vec![
            (format!("id={}", first.id), Thing::ID.eq(first.id)),
            ("name=ab".into(), Thing::NAME.eq("ab")),
            ("name=".into(), Thing::NAME.eq("")),
            ("name[eq]=a+b".into(), Thing::NAME.eq("a b")),
            ("name=%E6%97%A5".into(), Thing::NAME.eq("日")),
            ("name[ne]=a".into(), Thing::NAME.ne("a")),
            ("name[in]=a,b,100%25".into(), Thing::NAME.in_list(["a", "b", "100%"])),
            // A list that is repeated has one value each time, with its commas.
            ("name[in]=a&name[in]=ab&name[in]=a,b".into(), Thing::NAME.in_list(["a", "ab", "a,b"])),
            ("name[not_in]=a,b&views[ge]=0&name[not_in]=b".into(), Thing::NAME.not_in(["a,b", "b"]).and(Thing::VIEWS.ge(0))),
            (format!("at={}%2B00:00", at.format("%Y-%m-%dT%H:%M:%S%.6f")), Thing::AT.eq(at)),
            ("name[not_in]=a,b".into(), Thing::NAME.not_in(["a", "b"])),
            ("name[contains]=%25".into(), Thing::NAME.contains("%")),
            ("name[contains]=".into(), Thing::NAME.contains("")),
            ("nick[contains]=".into(), Thing::NICK.contains("")),
            ("name%5Bstarts_with%5D=a".into(), Thing::NAME.starts_with("a")),
            ("name[ends_with]=b".into(), Thing::NAME.ends_with("b")),
            ("name[eq_ignore_ascii_case]=AB".into(), Thing::NAME.eq_ignore_ascii_case("AB")),
            ("name[contains_ignore_ascii_case]=B".into(), Thing::NAME.contains_ignore_ascii_case("B")),
            ("name[starts_with_ignore_ascii_case]=A".into(), Thing::NAME.starts_with_ignore_ascii_case("A")),
            ("name[ends_with_ignore_ascii_case]=B".into(), Thing::NAME.ends_with_ignore_ascii_case("B")),
            ("nick[is_null]=true".into(), Thing::NICK.is_null()),
            ("nick[is_null]=false".into(), Thing::NICK.is_not_null()),
            ("views[gt]=-1&views[le]=2".into(), Thing::VIEWS.gt(-1).and(Thing::VIEWS.le(2))),
            ("views[lt]=0".into(), Thing::VIEWS.lt(0)),
            ("stars[ge]=1".into(), Thing::STARS.ge(1)),
            ("stars[ne]=1".into(), Thing::STARS.ne(1)),
            ("is_open=true".into(), Thing::IS_OPEN.eq(true)),
            ("is_open[ne]=true".into(), Thing::IS_OPEN.eq(false)),
            ("ratio=0.25".into(), Thing::RATIO.eq(0.25)),
            ("ratio[gt]=1e-1".into(), Thing::RATIO.gt(0.1)),
            (format!("day={day}"), Thing::DAY.eq(day)),
            (format!("at[gt]={instant}"), Thing::AT.gt(at)),
            (format!("at={instant}"), Thing::AT.eq(at)),
            ("status=in_progress".into(), Thing::STATUS.eq(Status::InProgress)),
            ("status[in]=open,it's+done".into(), Thing::STATUS.in_list([Status::Open, Status::Done])),
            (format!("owner_id={owner}"), Thing::OWNER_ID.eq(owner)),
            (format!("owner_id={owner}&is_open=true&views[ne]=0"), Thing::OWNER_ID.eq(owner).and(Thing::IS_OPEN.eq(true)).and(Thing::VIEWS.ne(0))),
        ];
        let mut found = 0;
        for (text, filter) in cases {
            let request = allowed().parse(&text).unwrap();
            let rows = Thing::query().apply(&request).all(db).await.unwrap();
            assert_eq!(rows, Thing::query().filter(filter).all(db).await.unwrap(), "{text}");
            found += usize::from(!rows.is_empty());
        }
        assert!(found > 28, "{found} of the cases find a row");

        let orders: [(&str, Vec<Order<Thing>>); 4] = [
            ("?sort=name", vec![Thing::NAME.asc()]),
            ("sort=-stars", vec![Thing::STARS.desc()]),
            ("sort=-stars,at,-name", vec![Thing::STARS.desc(), Thing::AT.asc(), Thing::NAME.desc()]),
            ("", vec![]),
        ];
        for (text, orders) in orders {
            let rows = Thing::query().apply(&allowed().parse(text).unwrap()).all(db).await.unwrap();
            let typed = orders.into_iter().fold(Thing::query(), fivefold::Query::order_by);
            assert_eq!(rows, typed.all(db).await.unwrap(), "{text}");
        }
        // Page after page, the way an API answers.
        let (mut walked, mut text) = (Vec::new(), "is_open=true&sort=-at&limit=9".to_owned());
        loop {
            let request = allowed().parse(&text).unwrap();
            let page = Thing::query().apply(&request).page_after(db, request.after(), request.limit()).await.unwrap();
            walked.extend(page.rows);
            let Some(next) = page.next else { break };
            text = format!("is_open=true&sort=-at&limit=9&after={next}");
        }
        let all = Thing::query().filter(Thing::IS_OPEN.eq(true)).order_by(Thing::AT.desc()).all(db).await.unwrap();
        assert_eq!(walked, all);
        let request = allowed().parse("after=forged").unwrap();
        failed(ErrorKind::InvalidInput, Thing::query().apply(&request).page_after(db, request.after(), 5).await);
        // In a scope the query string reaches no more than the scope has.
        let request = allowed().parse(&format!("owner_id={owner}")).unwrap();
        assert_eq!(shop.owners[0].things().apply(&request).count(db).await.unwrap(), 0);
    }
}

#[test]
fn parameters_that_are_not_allowed_are_refused_and_the_allowed_are_named() {
    let names = "`id`, `name`, `nick`, `views`, `stars`, `is_open`, `ratio`, `day`, `at`, `status`, `owner_id`, `sort`, `limit`, `after`";
    let unknown = format!("the query string has an unknown name; expected one of: {names}");
    for query in [
        "colour=red",
        "changed_at=2024-05-01T10:00:00Z",
        "Name=a",
        "name =a",
        "[eq]=a",
        "=a",
        "id.name=a",
        "offset=5",
        "name%00=a",
        "select=*",
        "where[name]=a",
    ] {
        assert_eq!(
            message(query),
            (ErrorKind::InvalidInput, None, unknown.clone()),
            "{query}"
        );
    }
    let of_text = "`eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`, `contains`, `starts_with`, `ends_with`, `eq_ignore_ascii_case`, `contains_ignore_ascii_case`, `starts_with_ignore_ascii_case`, `ends_with_ignore_ascii_case`";
    let incomparable = |field: &str, names: &str| {
        format!("`{field}` has no such comparison; expected `{field}[..]` with one of: {names}")
    };
    for (query, text) in [
        ("name[like]=%25", incomparable("name", of_text)),
        ("name[]=a", incomparable("name", of_text)),
        ("name[eq=a", incomparable("name", of_text)),
        ("name[eq]]=a", incomparable("name", of_text)),
        ("name[is_null]=true", incomparable("name", of_text)),
        ("is_open[lt]=true", incomparable("is_open", "`eq`, `ne`")),
        (
            "views[contains]=1",
            incomparable(
                "views",
                "`eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`",
            ),
        ),
    ] {
        assert_eq!(
            message(query),
            (ErrorKind::InvalidInput, None, text),
            "{query}"
        );
    }
    let sorts = "rows cannot be sorted so; expected names separated by commas, with `-` before a name for descending order, from: `name`, `stars`, `at`";
    for query in [
        "sort=views",
        "sort=",
        "sort=name,",
        "sort=--name",
        "sort=name desc",
    ] {
        assert_eq!(message(query).2, sorts, "{query}");
    }
    for (query, text) in [
        ("sort=name,-name", "`sort` names `name` twice; keep one"),
        ("sort=name&sort=at", "`sort` is given twice; keep one"),
        (
            "name=a&name=b",
            "`name[eq]` is given twice; keep one, or write a list: `name[in]=..`",
        ),
        (
            "name=a&name[eq]=a",
            "`name[eq]` is given twice; keep one, or write a list: `name[in]=..`",
        ),
        (
            "views[gt]=1&name=a&views[gt]=2",
            "`views[gt]` is given twice; keep one, or write a list: `views[in]=..`",
        ),
        ("limit=1&limit=1", "`limit` is given twice; keep one"),
        ("after=a&after=a", "`after` is given twice; keep one"),
        ("limit=0", "`limit` must be a whole number from 1 to 1000"),
        (
            "limit=1001",
            "`limit` must be a whole number from 1 to 1000",
        ),
        ("limit=-1", "`limit` must be a whole number from 1 to 1000"),
        (
            "limit=9223372036854775808",
            "`limit` must be a whole number from 1 to 1000",
        ),
        ("limit=ten", "`limit` must be a whole number from 1 to 1000"),
        ("limit=", "`limit` must be a whole number from 1 to 1000"),
    ] {
        assert_eq!(
            message(query),
            (ErrorKind::InvalidInput, None, text.to_owned()),
            "{query}"
        );
    }
    let long = "the query string has more than 64 parameters or 16384 bytes; shorten it";
    assert_eq!(message(&"name[in]=a&".repeat(64)).2, long);
    assert_eq!(message(&format!("name={}", "a".repeat(16_384))).2, long);
    assert!(allowed().parse(&"name[in]=a&".repeat(63)).is_ok());
}

#[test]
fn a_value_that_its_column_cannot_hold_is_refused_with_its_field() {
    let names = "must be one of: `open`, `in_progress`, `it's done`";
    for (query, says) in [
        (
            "views=many",
            "`Thing.views` must be a whole number in the range of its type",
        ),
        (
            "views=1.0",
            "`Thing.views` must be a whole number in the range of its type",
        ),
        (
            "views=9223372036854775808",
            "`Thing.views` must be a whole number in the range of its type",
        ),
        (
            "stars=2147483648",
            "`Thing.stars` must be a whole number in the range of its type",
        ),
        (
            "stars=null",
            "`Thing.stars` must be a whole number in the range of its type",
        ),
        ("is_open=1", "`Thing.is_open` must be `true` or `false`"),
        ("is_open=", "`Thing.is_open` must be `true` or `false`"),
        ("ratio=NaN", "`Thing.ratio` must be a number"),
        ("ratio=inf", "`Thing.ratio` must be a number"),
        ("ratio=1e999", "`Thing.ratio` must be a number"),
        ("id=1", "`Thing.id` must be a UUID"),
        ("owner_id=x", "`Thing.owner_id` must be a UUID"),
        (
            "day=2024-02-30",
            "`Thing.day` must be a date such as `2024-05-01`",
        ),
        (
            "at=2024-05-01",
            "`Thing.at` must be an instant such as `2024-05-01T10:00:00Z`",
        ),
        (
            "at=2024-05-01T10:00:00+01:00",
            "`Thing.at` must be an instant such as `2024-05-01T10:00:00Z`; a `+` in a query string is a blank, so write `%2B` for that of an offset: `10:00:00%2B01:00`",
        ),
        (
            "nick[is_null]=1",
            "`Thing.nick` must be null, `true` or `false`",
        ),
        ("status=shut", &format!("`Thing.status` {names}")),
        ("status[in]=open,shut", &format!("`Thing.status` {names}")),
        (
            "name=a%00b",
            "`Thing.name` holds the character U+0000; remove it",
        ),
        (
            "name[contains]=a%00b",
            "`Thing.name` holds the character U+0000; remove it",
        ),
        (
            &format!("views[in]={}0", "1,".repeat(100)),
            "`Thing.views` is compared with more than 100 values; send them in several requests",
        ),
    ] {
        let (kind, field, text) = message(query);
        assert_eq!(
            (kind, text.as_str()),
            (ErrorKind::Validation, says),
            "{query}"
        );
        assert!(field.is_some(), "{query}");
    }
}

#[test]
fn whatever_a_query_string_holds_nothing_panics() {
    let mut random = Random::new(11);
    let pieces = [
        "name",
        "views",
        "at",
        "[eq]",
        "[in]",
        "[",
        "]",
        "=",
        "&",
        "?",
        "sort",
        "limit",
        "after",
        "-",
        ",",
        "%",
        "%F",
        "%C3%28",
        "+",
        "1",
        "true",
        "\u{0}",
        "日",
        "'; DROP TABLE thing; --",
    ];
    let mut understood = 0;
    for _ in 0..20_000 {
        let text: String = (0..random.below(9))
            .map(|_| pieces[random.below(pieces.len() as u64) as usize])
            .collect();
        understood += usize::from(allowed().parse(&text).is_ok());
    }
    assert!(understood > 100, "{understood}");
}
