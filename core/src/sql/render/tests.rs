//! Queries as text, three dialects side by side.

use std::fmt::Write as _;

use crate::error::Result;
use crate::model::filter::{Filter, IntoFilter as _};
use crate::model::order::Order;
use crate::prelude::*;
use crate::schema::parent;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::mysql::MYSQL;
use crate::sql::dialect::postgres::POSTGRES;
use crate::sql::dialect::sqlite::SQLITE;
use crate::sql::render::groups::groups;
use crate::sql::render::insert::upsert;
use crate::sql::render::select::{columns, computed, page, related, rows};
use crate::sql::render::update;
use crate::stmt::aggregate::{Computed, Function};
use crate::stmt::condition::Condition;
use crate::stmt::delete::Delete;
use crate::stmt::group::{GroupSort, Grouping, Measure};
use crate::stmt::operator::{Comparison, Operand, Operator};
use crate::stmt::select::{Deleted, Select};
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::table::Table;
use crate::value::Value;

#[model(crate = crate, has_many(items: Item::OWNER_ID), many_to_many(tags: Tag through Tagging(USER_ID, TAG_ID)))]
#[derive(Debug)]
struct User {
    id: Id<User>,
    email: String,
    nick: Option<String>,
    boss_id: Option<Id<User>>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Item {
    id: Id<Item>,
    title: String,
    price: i64,
    owner_id: Id<User>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Doc {
    id: Id<Doc>,
    data: Json<Vec<u8>>,
    more: Option<Json<Vec<u8>>>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Tag {
    id: Id<Tag>,
    name: String,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Tagging {
    id: Id<Tagging>,
    user_id: Id<User>,
    tag_id: Id<Tag>,
}

#[model(crate = crate, many_to_many(labels: Label through NoteLabel(NOTE_ID, LABEL_ID)))]
#[derive(Debug)]
struct Note {
    id: Id<Note>,
    #[field(unique)]
    text: String,
    #[field(deleted)]
    deleted_at: Option<DateTime<Utc>>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Label {
    id: Id<Label>,
    name: String,
    #[field(deleted)]
    deleted_at: Option<DateTime<Utc>>,
}

#[model(crate = crate, unique(note_id, label_id))]
#[derive(Debug)]
struct NoteLabel {
    id: Id<NoteLabel>,
    note_id: Id<Note>,
    label_id: Id<Label>,
    #[field(deleted)]
    deleted_at: Option<DateTime<Utc>>,
}

type Ready = Result<(std::sync::Arc<str>, Vec<Value>)>;

fn select<M: Model>(
    filter: impl Into<Option<Filter<M>>>,
    order: impl IntoIterator<Item = Order<M>>,
) -> Select {
    let mut select = Select::default();
    if let Some(filter) = filter.into() {
        select.add(filter.into_condition());
    }
    for order in order {
        select.sort(order.into_sort());
    }
    select.check().unwrap();
    select
}

/// Returns the SQL for each dialect, and the kinds of its values in order.
fn on_each(render: impl Fn(&'static Dialect) -> Ready) -> String {
    let mut all = String::new();
    for (name, dialect) in [
        ("sqlite", &SQLITE),
        ("postgres", &POSTGRES),
        ("mysql", &MYSQL),
    ] {
        match render(dialect) {
            Ok((sql, values)) => {
                let sql = sql.replace(&mysql_lower(), "<lower>");
                writeln!(all, "{name}: {sql}\n  {values:?}").unwrap();
            }
            Err(error) => writeln!(all, "{name}: {:?}: {error}", error.kind()).unwrap(),
        }
    }
    all
}

/// Returns the expression of MySQL for ASCII lower case of the column `nick`.
fn mysql_lower() -> String {
    (MYSQL.syntax.ascii_lower)("`nick`")
}

fn filtered(filter: Filter<User>) -> String {
    let select = select(filter, []);
    on_each(|dialect| computed(parent::<User>(), dialect, &select, Computed::Count))
}

fn delete(table: &'static Table, dialect: &'static Dialect, rows: &Select) -> Ready {
    let target = Target::of(rows.clone());
    update::delete(table, dialect, &Delete { target })
}

fn change(
    table: &'static Table,
    dialect: &'static Dialect,
    rows: &Select,
    set: Vec<(usize, Value)>,
    increments: &[usize],
) -> Ready {
    let set = set.into_iter().map(|(column, value)| Assignment {
        column,
        value,
        increments: increments.contains(&column),
    });
    let update = Update {
        set: set.collect(),
        target: Target::of(rows.clone()),
        returning: false,
    };
    update::update(table, dialect, update)
}

#[test]
fn conditions() {
    let id = Id::<User>::new(Uuid::nil());
    let all = [
        User::EMAIL.eq("a"),
        User::EMAIL.ne("a"),
        User::NICK.ne("a"),
        User::NICK.lt("a").and(User::NICK.ge("b")),
        User::EMAIL.between("a", "b").or(User::NICK.is_null()),
        !User::NICK.is_not_null(),
        User::ID.in_list([id; 3]),
        User::BOSS_ID.not_in([id]),
        User::ID.in_list([] as [Id<User>; 0]),
        User::ID.not_in([] as [Id<User>; 0]),
        Filter::all_of([]),
        Filter::any_of([]),
    ];
    insta::assert_snapshot!(all.map(filtered).join("\n"));
}

#[test]
fn searches_in_text() {
    let all = [
        User::EMAIL.contains("5%_!"),
        User::EMAIL.starts_with("aé"),
        User::EMAIL.starts_with(""),
        User::EMAIL.ends_with("x"),
        User::NICK.eq_ignore_ascii_case("AÉ"),
        User::NICK.contains_ignore_ascii_case("A"),
        User::NICK.starts_with_ignore_ascii_case("A"),
        User::NICK.ends_with_ignore_ascii_case("A"),
    ];
    insta::assert_snapshot!(all.map(filtered).join("\n"));
}

#[test]
fn conditions_on_related_rows() {
    let all = [
        User::ITEMS.exists(),
        User::ITEMS.any(Item::PRICE.gt(5)),
        User::ITEMS.none(Item::OWNER.is(User::EMAIL.eq("a"))),
        User::BOSS.is(User::BOSS.is(User::NICK.is_null())),
        User::TAGS.any(Tag::NAME.eq("a")),
    ];
    insta::assert_snapshot!(all.map(filtered).join("\n"));
}

#[test]
fn json_paths() {
    let data = || Doc::DATA.key("a\"b");
    let all = [
        data().eq("x"),
        data().index(0).eq(1),
        data().ne(true),
        Doc::MORE.index(2).key("").eq(0.5),
        Doc::MORE
            .key("a")
            .is_null()
            .or(Doc::MORE.index(usize::MAX).eq(1)),
    ];
    let filtered = |filter| {
        let select = select::<Doc>(filter, []);
        on_each(|dialect| computed(parent::<Doc>(), dialect, &select, Computed::Count))
    };
    insta::assert_snapshot!(all.map(filtered).join("\n"));
}

#[test]
fn fragments_among_conditions() {
    let fragment = || {
        let fragment = Filter::raw_sql("nick LIKE ? OR '?' = ?")
            .bind("a%")
            .bind("b");
        fragment.into_filter().unwrap()
    };
    let all = [
        User::EMAIL.eq("a").and(fragment()).and(User::EMAIL.ne("z")),
        !fragment(),
        Filter::raw_sql("nick = ?").into_filter().unwrap(),
    ];
    insta::assert_snapshot!(all.map(filtered).join("\n"));
}

#[test]
fn groups_of_rows() {
    let measure = |function, position| Measure { function, position };
    let (count, sum) = (measure(Function::Count, 0), measure(Function::Sum, 2));
    let having = || {
        let compare = |measure: Measure, comparison, value| {
            let column = &parent::<Item>().columns()[measure.position];
            let operand = Operand::Aggregate(measure.function, column);
            Condition::Test(operand, Operator::Compare(comparison, value))
        };
        let many = compare(count, Comparison::AtLeast, Value::I64(2));
        Condition::Any(vec![
            many,
            Condition::Not(Box::new(compare(sum, Comparison::Less, Value::I64(5)))),
        ])
    };
    let aggregates = [
        count,
        sum,
        measure(Function::Average, 2),
        measure(Function::Least, 3),
    ];
    let grouping = |having, order, limit| Grouping {
        keys: &[3, 1],
        aggregates: &aggregates,
        having,
        order,
        limit,
    };
    let all = select::<Item>(Item::PRICE.gt(1), []);
    let plain = on_each(|dialect| {
        groups(
            parent::<Item>(),
            dialect,
            &all,
            grouping(None, Vec::new(), None),
        )
    });
    let order = || {
        vec![
            GroupSort::Measured(sum, true),
            GroupSort::Key(Item::TITLE.desc().into_sort().unwrap()),
        ]
    };
    let sorted = on_each(|dialect| {
        groups(
            parent::<Item>(),
            dialect,
            &all,
            grouping(Some(having()), order(), Some(3)),
        )
    });
    insta::assert_snapshot!([plain, sorted].join("\n"));
}

#[test]
fn orders_and_windows() {
    let orders = || {
        [
            User::EMAIL.desc(),
            User::NICK.asc(),
            User::BOSS_ID.desc().nulls_first(),
            User::NICK.asc().nulls_last(),
        ]
    };
    let select = select::<User>(None, orders());
    let user = parent::<User>();
    let all = [
        on_each(|dialect| rows(user, dialect, &select, None, 0)),
        on_each(|dialect| rows(user, dialect, &select, Some(5), 7)),
        on_each(|dialect| rows(user, dialect, &select, None, 7)),
        on_each(|dialect| rows(user, dialect, &Select::default(), Some(1), 0)),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn selected_columns() {
    let select = select(User::EMAIL.ne("a"), [User::NICK.desc()]);
    let of = |distinct| {
        on_each(|dialect| {
            let user = parent::<User>();
            columns(user, dialect, &select, &[2, 0], distinct, (Some(5), 7))
        })
    };
    insta::assert_snapshot!([of(false), of(true)].join("\n"));
}

#[test]
fn a_page_is_one_statement() {
    let select = select(User::EMAIL.contains("a"), [User::NICK.desc()]);
    insta::assert_snapshot!(on_each(|dialect| page(
        parent::<User>(),
        dialect,
        &select,
        50,
        100
    )));
}

#[test]
fn related_rows_are_one_statement() {
    let values = [
        Value::Uuid(Uuid::nil()),
        Value::Uuid(Uuid::nil()),
        Value::Uuid(Uuid::nil()),
    ];
    let plain = Select::default();
    let mut cut = select(Item::PRICE.gt(5), [Item::PRICE.desc()]);
    cut.set_limit(3);
    let tags = select(Tag::NAME.ne("a"), []);
    let (items, joined) = (User::ITEMS.link().unwrap(), User::TAGS.link().unwrap());
    let all = [
        on_each(|dialect| related(&items, dialect, &plain, &values)),
        on_each(|dialect| related(&items, dialect, &cut, &values)),
        on_each(|dialect| related(&joined, dialect, &tags, &values)),
        on_each(|dialect| {
            let mut cut = tags.clone();
            cut.set_limit(3);
            related(&joined, dialect, &cut, &values)
        }),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn aggregates() {
    let select = select(Item::PRICE.gt(5), []);
    let item = parent::<Item>();
    let price = Item::PRICE.def().unwrap();
    let functions = [
        Function::Sum,
        Function::Average,
        Function::Least,
        Function::Greatest,
    ];
    let computed = |of| on_each(|dialect| computed(item, dialect, &select, of));
    let mut all = functions
        .map(|function| computed(Computed::Of(function, price)))
        .join("\n");
    all += &computed(Computed::Exists);
    insta::assert_snapshot!(all);
}

#[test]
fn writes_by_a_query() {
    let user = parent::<User>();
    let plain = select(User::EMAIL.eq("a"), []);
    let deep = select(User::BOSS.is(User::EMAIL.eq("a")), []);
    let every = select::<User>(None, []);
    let sets = || vec![(1, Value::Text("x".into())), (2, Value::Text("y".into()))];
    let all = [
        on_each(|dialect| delete(user, dialect, &plain)),
        on_each(|dialect| delete(user, dialect, &deep)),
        on_each(|dialect| delete(user, dialect, &every)),
        on_each(|dialect| change(user, dialect, &plain, sets(), &[])),
        on_each(|dialect| change(user, dialect, &deep, sets(), &[2])),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn soft_deleted_rows_are_excluded() {
    let note = parent::<Note>();
    let plain = select(Note::TEXT.eq("a"), []);
    let deep = select::<Note>(Note::LABELS.any(Label::NAME.eq("b")), []);
    let every = select::<Note>(None, []);
    let with = |deleted| {
        let mut select = plain.clone();
        select.deleted = deleted;
        select
    };
    let link = Note::LABELS.link().unwrap();
    let labels = select::<Label>(None, []);
    let ids = [Value::Uuid(Uuid::nil())];
    let sets = || vec![(2, Value::Null(crate::value::Kind::Timestamp))];
    let all = [
        on_each(|dialect| rows(note, dialect, &every, None, 0)),
        on_each(|dialect| rows(note, dialect, &plain, None, 0)),
        on_each(|dialect| rows(note, dialect, &with(Deleted::With), None, 0)),
        on_each(|dialect| rows(note, dialect, &with(Deleted::Only), None, 0)),
        on_each(|dialect| rows(note, dialect, &deep, None, 0)),
        on_each(|dialect| page(note, dialect, &plain, 2, 0)),
        on_each(|dialect| computed(note, dialect, &plain, Computed::Count)),
        on_each(|dialect| columns(note, dialect, &plain, &[1], true, (None, 0))),
        on_each(|dialect| related(&link, dialect, &labels, &ids)),
        on_each(|dialect| delete(note, dialect, &with(Deleted::Only))),
        on_each(|dialect| change(note, dialect, &plain, sets(), &[])),
        on_each(|dialect| change(note, dialect, &deep, sets(), &[])),
    ];
    insta::assert_snapshot!(all.join("\n"));
    let cached = [&SQLITE, &POSTGRES, &MYSQL].map(|dialect| {
        let prepared = dialect.prepared(note);
        let all = [
            &prepared.get,
            &prepared.exists,
            &prepared.delete,
            &prepared.list,
            &prepared.count,
        ];
        let mut all = all.map(|text| text.to_string()).to_vec();
        all.push(prepared.find_by[1].to_string());
        all.join("\n")
    });
    insta::assert_snapshot!("cached_sql_excludes_soft_deleted_rows", cached.join("\n"));
}

#[test]
fn an_upsert_is_one_statement_where_the_database_has_it() {
    let (item, note) = (parent::<Item>(), parent::<Note>());
    let columns = item.columns();
    let all = [&SQLITE, &POSTGRES].map(|dialect| {
        let updated = [&columns[1], &columns[2]];
        let plain = upsert(item, dialect, &[&columns[3]], &updated, None);
        let counted = upsert(
            item,
            dialect,
            &[&columns[3], &columns[1]],
            &[],
            Some(&columns[2]),
        );
        let soft_deleted = upsert(
            note,
            dialect,
            &[&note.columns()[1]],
            &[&note.columns()[0]],
            None,
        );
        [plain, counted, soft_deleted].join("\n")
    });
    insta::assert_snapshot!(all.join("\n"));
    assert!(!MYSQL.capabilities.upsert);
}

#[test]
fn a_list_has_few_texts_whatever_its_length() {
    let text = |count: usize| {
        let ids = vec![Id::<User>::new(Uuid::nil()); count];
        let select = select(User::ID.in_list(ids), []);
        rows(parent::<User>(), &SQLITE, &select, None, 0).map(|(sql, _)| sql)
    };
    assert_eq!(text(5).unwrap(), text(8).unwrap());
    assert_ne!(text(8).unwrap(), text(9).unwrap());
    assert_eq!(text(9).unwrap(), text(100_000).unwrap());
}
