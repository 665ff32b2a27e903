//! Queries: ours and the statements that one would write by hand, over one connection.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fivefold::prelude::*;
use fivefold::query::Cursor;

use uuid::Uuid;

use crate::report::{Case, Report, Side};
use crate::side::Turn;

/// Rows of the table, and how many parents have ten children each.
const ROWS: usize = 10_000;
const PARENTS: usize = 100;

#[model(table = "bench_parent", has_many(children: Child::PARENT_ID))]
#[derive(Debug)]
pub(crate) struct Parent {
    pub id: Id<Parent, i64>,
    pub name: String,
}

#[model(table = "bench_child")]
#[derive(Debug)]
pub(crate) struct Child {
    pub id: Id<Child, i64>,
    pub title: String,
    pub parent_id: Id<Parent, i64>,
}

#[model(table = "bench_article")]
#[derive(Debug)]
pub(crate) struct Article {
    pub id: Id<Article>,
    #[field(unique, len(..=40))]
    pub slug: String,
    #[field(index)]
    pub number: i64,
    pub is_open: bool,
    #[field(default = 0)]
    pub views: i64,
}

pub(crate) fn schema() -> fivefold::Schema {
    schema![Parent, Child, Article]
}

/// A row of `bench_article`, by hand.
pub(crate) type Row = (Uuid, String, i64, bool, i64);

/// The operations of each side in one round; the number makes its values new.
pub(crate) trait Queries: Send {
    /// The first 50 in the order of the number, and how many there are.
    fn page(&mut self) -> Turn<'_, i64>;
    /// The 50 behind this place.
    fn after(&mut self, place: Place) -> Turn<'_>;
    /// All that are open, in the order of the slug, 10,000 at most.
    fn sorted(&mut self) -> Turn<'_, usize>;
    /// All parents, each with its children.
    fn parents(&mut self) -> Turn<'_>;
    /// Inserts the row of this slug, or changes it.
    fn upsert(&mut self, new: i64) -> Turn<'_>;
    /// Changes the rows of ten numbers.
    fn update(&mut self, new: i64) -> Turn<'_, u64>;
}

/// Behind which row a page starts.
#[derive(Clone)]
pub(crate) struct Place {
    cursor: Cursor,
    number: i64,
    id: Uuid,
}

pub(crate) struct Ours(pub(crate) Db);

impl Queries for Ours {
    fn page(&mut self) -> Turn<'_, i64> {
        Box::pin(async move {
            let page = Article::query()
                .order_by(Article::NUMBER.asc())
                .page(&self.0, ..50)
                .await
                .unwrap();
            assert_eq!(black_box(page.rows).len(), 50);
            i64::try_from(page.total).unwrap()
        })
    }

    fn after(&mut self, place: Place) -> Turn<'_> {
        Box::pin(async move {
            let query = Article::query().order_by(Article::NUMBER.asc());
            let page = query
                .page_after(&self.0, Some(place.cursor), 50)
                .await
                .unwrap();
            assert_eq!(black_box(page.rows).len(), 50);
        })
    }

    fn sorted(&mut self) -> Turn<'_, usize> {
        Box::pin(async move {
            let open = Article::query().filter(Article::IS_OPEN.eq(true));
            let rows = open
                .order_by(Article::SLUG.asc())
                .limit(10_000)
                .all(&self.0)
                .await;
            black_box(rows.unwrap()).len()
        })
    }

    fn parents(&mut self) -> Turn<'_> {
        Box::pin(async move {
            let all = Parent::query()
                .with(Parent::CHILDREN)
                .all(&self.0)
                .await
                .unwrap();
            assert_eq!((all.len(), all[PARENTS / 2].1.len()), (PARENTS, 10));
            black_box(all);
        })
    }

    fn upsert(&mut self, new: i64) -> Turn<'_> {
        Box::pin(async move {
            let input = ArticleCreate {
                views: new,
                ..ArticleCreate::new("slug00005", 5, true)
            };
            black_box(
                Article::upsert(&self.0, Article::SLUG, input)
                    .await
                    .unwrap(),
            );
        })
    }

    fn update(&mut self, new: i64) -> Turn<'_, u64> {
        Box::pin(async move {
            let ten = Article::query().filter(Article::NUMBER.between(100, 109));
            let changes = ArticleUpdate {
                views: Set(new),
                ..Default::default()
            };
            ten.update(&self.0, changes).await.unwrap()
        })
    }
}

/// The statements by hand: what stands for each value, and what follows VALUES of an upsert.
macro_rules! by_hand {
    ($side:ident, $connection:ty, $one:literal, $two:literal, $three:literal, $four:literal, $five:literal, $upsert:literal) => {
        pub(crate) struct $side(pub(crate) $connection);

        impl Queries for $side {
            fn page(&mut self) -> Turn<'_, i64> {
                Box::pin(async move {
                    let sql = concat!(
                        "SELECT id, slug, number, is_open, views, (SELECT count(*) FROM bench_article) FROM bench_article ",
                        "ORDER BY number, id LIMIT ", $one
                    );
                    let query = sqlx::query_as::<_, (Uuid, String, i64, bool, i64, i64)>(sql).bind(50_i64);
                    let rows = query.fetch_all(&mut self.0).await.unwrap();
                    assert_eq!(rows.len(), 50);
                    black_box(rows)[0].5
                })
            }

            fn after(&mut self, place: Place) -> Turn<'_> {
                Box::pin(async move {
                    let sql = concat!(
                        "SELECT id, slug, number, is_open, views FROM bench_article WHERE number >= ", $one,
                        " AND (number > ", $two, " OR id > ", $three, ") ORDER BY number, id LIMIT ", $four
                    );
                    let query = sqlx::query_as::<_, Row>(sql).bind(place.number).bind(place.number).bind(place.id).bind(51_i64);
                    assert_eq!(black_box(query.fetch_all(&mut self.0).await.unwrap()).len(), 51);
                })
            }

            fn sorted(&mut self) -> Turn<'_, usize> {
                Box::pin(async move {
                    let sql = concat!(
                        "SELECT id, slug, number, is_open, views FROM bench_article WHERE is_open = ", $one, " ORDER BY slug LIMIT ", $two
                    );
                    let query = sqlx::query_as::<_, Row>(sql).bind(true).bind(10_000_i64);
                    black_box(query.fetch_all(&mut self.0).await.unwrap()).len()
                })
            }

            fn parents(&mut self) -> Turn<'_> {
                Box::pin(async move {
                    let parents = sqlx::query_as::<_, (i64, String)>("SELECT id, name FROM bench_parent ORDER BY id");
                    let parents = parents.fetch_all(&mut self.0).await.unwrap();
                    let mut all: Vec<((i64, String), Vec<(i64, String, i64)>)> = parents.into_iter().map(|parent| (parent, Vec::new())).collect();
                    let keys: Vec<String> = all.iter().map(|(parent, _)| parent.0.to_string()).collect();
                    let sql = format!("SELECT id, title, parent_id FROM bench_child WHERE parent_id IN ({}) ORDER BY id", keys.join(", "));
                    let children = sqlx::query_as::<_, (i64, String, i64)>(sqlx::AssertSqlSafe(sql)).fetch_all(&mut self.0).await.unwrap();
                    let places: std::collections::HashMap<i64, usize> = all.iter().enumerate().map(|(at, (parent, _))| (parent.0, at)).collect();
                    for child in children {
                        all[places[&child.2]].1.push(child);
                    }
                    assert_eq!((all.len(), all[PARENTS / 2].1.len()), (PARENTS, 10));
                    black_box(all);
                })
            }

            fn upsert(&mut self, new: i64) -> Turn<'_> {
                Box::pin(async move {
                    let sql = concat!(
                        "INSERT INTO bench_article VALUES (", $one, ", ", $two, ", ", $three, ", ", $four, ", ", $five, ") ", $upsert
                    );
                    let query = sqlx::query(sql).bind(Uuid::now_v7()).bind("slug00005").bind(5_i64).bind(true).bind(new);
                    black_box(query.execute(&mut self.0).await.unwrap());
                })
            }

            fn update(&mut self, new: i64) -> Turn<'_, u64> {
                Box::pin(async move {
                    let sql = concat!("UPDATE bench_article SET views = ", $one, " WHERE number >= ", $two, " AND number <= ", $three);
                    let query = sqlx::query(sql).bind(new).bind(100_i64).bind(109_i64);
                    query.execute(&mut self.0).await.unwrap().rows_affected()
                })
            }
        }
    };
}

by_hand!(
    PostgresByHand,
    sqlx::PgConnection,
    "$1",
    "$2",
    "$3",
    "$4",
    "$5",
    "ON CONFLICT (slug) DO UPDATE SET number = excluded.number, is_open = excluded.is_open, views = excluded.views"
);
by_hand!(
    MySqlByHand,
    sqlx::MySqlConnection,
    "?",
    "?",
    "?",
    "?",
    "?",
    "ON DUPLICATE KEY UPDATE number = VALUES(number), is_open = VALUES(is_open), views = VALUES(views)"
);

/// Fills the tables, and measures.
pub(crate) async fn run(report: &mut Report, db: &Db, by_hand: Box<dyn Queries>) {
    let number = |at: usize| i64::try_from(at).unwrap();
    let articles = (0..ROWS).map(|at| ArticleCreate::new(format!("slug{at:05}"), number(at), true));
    let articles = Article::create_many(db, articles).await.unwrap();
    let parents = Parent::create_many(
        db,
        (0..PARENTS).map(|at| ParentCreate::new(format!("parent {at}"))),
    )
    .await
    .unwrap();
    let children = parents
        .iter()
        .flat_map(|parent| (0..10).map(|at| ChildCreate::new(format!("child {at}"), parent.id)));
    Child::create_many(db, children.collect::<Vec<_>>())
        .await
        .unwrap();

    let mut sides: Vec<Side<dyn Queries>> = vec![
        Side::judged("fivefold", Box::new(Ours(db.clone()))),
        Side::reference("bare sqlx", by_hand),
    ];
    let sides = &mut sides;
    let new = Arc::new(AtomicI64::new(1));
    let next = || -> Turn<'static, i64> {
        let new = new.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { new })
    };
    let nothing = || -> Turn<'static> { Box::pin(async {}) };
    let case = |name: &'static str, limit| Case {
        name,
        limit: Some(limit),
        operations: 1,
        rounds: 150,
    };
    report
        .compare(
            &case("page of 50 and the total", 1.3),
            sides,
            nothing,
            |side, ()| Box::pin(async move { assert_eq!(side.page().await, 10_000) }),
        )
        .await;
    for (name, rows) in [
        ("page behind row 10", 10),
        ("page behind row 9,000", 9_000_usize),
    ] {
        let query = || Article::query().order_by(Article::NUMBER.asc());
        let mut cursor = None;
        let mut seen = 0;
        while seen < rows {
            let step = (rows - seen).min(1_000);
            let page = query()
                .page_after(db, cursor, u64::try_from(step).unwrap())
                .await
                .unwrap();
            seen += page.rows.len();
            cursor = page.next;
        }
        let place = Place {
            cursor: cursor.unwrap(),
            number: number(rows) - 1,
            id: articles[rows - 1].id.get(),
        };
        let place = move || -> Turn<'static, Place> {
            let place = place.clone();
            Box::pin(async move { place })
        };
        report
            .compare(&case(name, 1.3), sides, place, |side, place| {
                side.after(place)
            })
            .await;
    }
    let slow = Case {
        rounds: 40,
        ..case("filter, order, limit 10,000", 1.1)
    };
    report
        .compare(&slow, sides, nothing, |side, ()| {
            Box::pin(async move { assert_eq!(side.sorted().await, ROWS) })
        })
        .await;
    report
        .compare(
            &case("100 parents with 10 children", 1.2),
            sides,
            nothing,
            |side, ()| side.parents(),
        )
        .await;
    report
        .compare(&case("upsert", 1.5), sides, next, |side, new| {
            side.upsert(new)
        })
        .await;
    report
        .compare(
            &case("update of ten rows by a query", 1.5),
            sides,
            next,
            |side, new| Box::pin(async move { assert_eq!(side.update(new).await, 10) }),
        )
        .await;
}
