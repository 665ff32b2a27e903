//! Hooks and events: every path of a write is seen, once, in its transaction; and no write is heard
//! of that did not happen.

use std::sync::{Arc, Mutex};

use fivefold::prelude::*;

use crate::support::{Engine, TestEnv};

#[model(table = "hooks_author", has_many(posts: Post::AUTHOR_ID))]
#[derive(Debug)]
pub struct Author {
    pub id: Id<Author>,
}

#[model(table = "hooks_post", hooks)]
#[derive(Debug)]
pub struct Post {
    pub id: Id<Post>,
    #[field(unique, len(..=80))]
    pub title: String,
    #[field(default = 0)]
    pub n: i64,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
    #[field(server, on_delete = cascade)]
    pub author_id: Id<Author>,
}

/// Its key is made by the database, and its rows are deleted for good.
#[model(table = "hooks_count", hooks)]
#[derive(Debug)]
pub struct Count {
    pub id: Id<Count, i64>,
    pub n: i64,
}

/// A row that a hook wrote about its call.
#[model(table = "hooks_seen")]
#[derive(Debug)]
pub struct Seen {
    pub id: Id<Seen, i64>,
    pub what: String,
}

/// Notes the call, and says no where a title asks for it.
async fn note(tx: &Tx, what: &str, titles: Vec<String>) -> Result<(), Error> {
    Seen::create(tx, SeenCreate::new(format!("{what} {}", titles.len()))).await?;
    match titles.iter().any(|title| title == &format!("no {what}")) {
        true => Err(Error::refused("the title says no")),
        false => Ok(()),
    }
}

fn titles(rows: &[Post]) -> Vec<String> {
    rows.iter().map(|row| row.title.clone()).collect()
}

impl Hooks for Post {
    async fn before_create(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        note(tx, "before_create", titles(rows)).await
    }

    async fn after_create(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        for row in rows {
            assert_eq!(Self::get(tx, row.id).await?.title, row.title);
        }
        note(tx, "after_create", titles(rows)).await
    }

    async fn before_update(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        note(tx, "before_update", titles(rows)).await
    }

    async fn after_update(tx: &Tx, changes: &[Change<Self>]) -> Result<(), Error> {
        for Change { before, after } in changes {
            assert_eq!((before.id, before.version + 1), (after.id, after.version));
        }
        note(
            tx,
            "after_update",
            changes
                .iter()
                .map(|change| change.before.title.clone())
                .collect(),
        )
        .await
    }

    async fn before_delete(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        note(tx, "before_delete", titles(rows)).await
    }

    async fn after_delete(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        note(tx, "after_delete", titles(rows)).await
    }
}

impl Hooks for Count {
    async fn after_delete(tx: &Tx, rows: &[Self]) -> Result<(), Error> {
        note(tx, "after_delete", vec![String::new(); rows.len()]).await
    }
}

type Heard = Arc<Mutex<Vec<String>>>;

/// A database with the tables, one author, and what is heard of it.
async fn env(engine: &'static Engine) -> (TestEnv, Author, Heard) {
    let heard = Heard::default();
    let (posts, counts) = (Arc::clone(&heard), Arc::clone(&heard));
    let env = TestEnv::bare(engine, |builder| {
        let builder = builder.on_commit(|event: &Event<Post>| {
            assert!(
                !matches!(event, Event::Created(post) if post.title == "panic"),
                "meant to be"
            );
        });
        let builder = builder.on_commit(move |event: &Event<Post>| {
            posts.lock().unwrap().push(match event {
                Event::Created(post) => format!("created {}", post.title),
                Event::Updated(Change { before, after }) => {
                    format!("updated {} {}>{}", after.title, before.n, after.n)
                }
                Event::Deleted(post) => format!("deleted {}", post.title),
                _ => unreachable!("another event"),
            });
        });
        builder.on_commit(move |event: &Event<Count>| {
            counts.lock().unwrap().push(match event {
                Event::Created(count) => format!("created {}", count.id),
                Event::Updated(change) => format!("updated {}", change.after.id),
                Event::Deleted(count) => format!("deleted {}", count.id),
                _ => unreachable!("another event"),
            });
        })
    });
    let env = env.await;
    env.db
        .create_all(&schema![Author, Post, Count, Seen])
        .await
        .unwrap();
    let author = Author::create(&env.db, AuthorCreate::new()).await.unwrap();
    (env, author, heard)
}

fn take(heard: &Heard) -> Vec<String> {
    std::mem::take(&mut *heard.lock().unwrap())
}

async fn seen(db: &Db) -> Vec<String> {
    let seen = Seen::query()
        .order_by(Seen::ID.asc())
        .select(Seen::WHAT)
        .all(db)
        .await
        .unwrap();
    Seen::query().all_rows().delete(db).await.unwrap();
    seen
}

fn input(author: &Author, title: &str) -> fivefold::crud::New<Post> {
    PostCreate::new(title).with(PostServer {
        author_id: author.id,
    })
}

fn set(n: i64) -> PostUpdate {
    PostUpdate {
        n: Set(n),
        ..Default::default()
    }
}

/// Runs one write on the handle, and says what the hooks saw and what was heard.
macro_rules! write {
    ($db:expr, $heard:expr, $operation:expr, seen: [$($seen:expr),*], heard: [$($told:expr),*]) => {{
        let result = $operation.await;
        assert_eq!(seen($db).await, [$($seen),*] as [&str; 0 $(+ { let _ = $seen; 1 })*], "{}", stringify!($operation));
        let mut told = take($heard);
        told.sort();
        assert_eq!(told, [$($told),*] as [&str; 0 $(+ { let _ = $told; 1 })*], "{}", stringify!($operation));
        result
    }};
}

for_each_engine! {
    async fn every_path_of_a_write_calls_hooks_and_listeners_once_per_row(engine) {
        let (env, author, heard) = env(engine).await;
        let (db, heard) = (&env.db, &heard);
        let a = write!(db, heard, Post::create(db, input(&author, "a")), seen: ["before_create 1", "after_create 1"], heard: ["created a"]).unwrap();
        write!(db, heard, Post::create_many(db, [input(&author, "b"), input(&author, "c")]), seen: ["before_create 2", "after_create 2"], heard: ["created b", "created c"]).unwrap();
        write!(db, heard, Post::create_many(db, Vec::<fivefold::crud::New<Post>>::new()), seen: [], heard: []).unwrap();
        let d = write!(db, heard, author.posts().create(db, PostCreate::new("d")), seen: ["before_create 1", "after_create 1"], heard: ["created d"]).unwrap();
        write!(db, heard, author.posts().create_many(db, [PostCreate::new("e")]), seen: ["before_create 1", "after_create 1"], heard: ["created e"]).unwrap();

        let a = write!(db, heard, a.update(db, set(1)), seen: ["before_update 1", "after_update 1"], heard: ["updated a 0>1"]).unwrap();
        let a = write!(db, heard, a.update(db, PostUpdate::default()), seen: [], heard: []).unwrap();
        write!(db, heard, Post::update_by_id(db, a.id, Post::N.add(1)), seen: ["before_update 1", "after_update 1"], heard: ["updated a 1>2"]).unwrap();
        write!(db, heard, author.posts().update_by_id(db, a.id, set(3)), seen: ["before_update 1", "after_update 1"], heard: ["updated a 2>3"]).unwrap();
        let few = || Post::query().filter(Post::TITLE.in_list(["b", "c", "x"]));
        assert_eq!(write!(db, heard, few().update(db, set(5)), seen: ["before_update 2", "after_update 2"], heard: ["updated b 0>5", "updated c 0>5"]).unwrap(), 2);
        assert_eq!(write!(db, heard, Post::update_many(db, [d.id, a.id], set(6)), seen: ["before_update 2", "after_update 2"], heard: ["updated a 3>6", "updated d 0>6"]).unwrap(), 2);
        assert_eq!(write!(db, heard, Post::query().filter(Post::TITLE.eq("x")).update(db, set(5)), seen: [], heard: []).unwrap(), 0);

        write!(db, heard, Post::upsert(db, Post::TITLE, input(&author, "u")), seen: ["before_create 1", "after_create 1"], heard: ["created u"]).unwrap();
        write!(db, heard, Post::upsert(db, Post::TITLE, input(&author, "a")), seen: ["before_update 1", "after_update 1"], heard: ["updated a 6>0"]).unwrap();
        write!(db, heard, Post::find_or_create(db, Post::TITLE, input(&author, "a")), seen: [], heard: []).unwrap();
        write!(db, heard, Post::find_or_create(db, Post::TITLE, input(&author, "v")), seen: ["before_create 1", "after_create 1"], heard: ["created v"]).unwrap();

        write!(db, heard, d.delete(db), seen: [], heard: []).unwrap_err();
        write!(db, heard, Post::delete_by_id(db, a.id), seen: ["before_delete 1", "after_delete 1"], heard: ["deleted a"]).unwrap();
        write!(db, heard, Post::delete_by_id(db, a.id), seen: [], heard: []).unwrap_err();
        let a = write!(db, heard, Post::restore_by_id(db, a.id), seen: ["before_update 1", "after_update 1"], heard: ["updated a 0>0"]).unwrap();
        write!(db, heard, author.posts().delete_by_id(db, a.id), seen: ["before_delete 1", "after_delete 1"], heard: ["deleted a"]).unwrap();
        assert_eq!(write!(db, heard, Post::query().only_deleted().all_rows().restore(db), seen: ["before_update 1", "after_update 1"], heard: ["updated a 0>0"]).unwrap(), 1);
        assert_eq!(write!(db, heard, few().delete(db), seen: ["before_delete 2", "after_delete 2"], heard: ["deleted b", "deleted c"]).unwrap(), 2);
        assert_eq!(write!(db, heard, Post::query().only_deleted().all_rows().purge(db), seen: ["before_delete 2", "after_delete 2"], heard: ["deleted b", "deleted c"]).unwrap(), 2);
        write!(db, heard, Post::purge_by_id(db, a.id), seen: ["before_delete 1", "after_delete 1"], heard: ["deleted a"]).unwrap();
        let others: Vec<_> = Post::query().filter(Post::TITLE.in_list(["u", "v"])).select(Post::ID).all(db).await.unwrap();
        assert_eq!(write!(db, heard, Post::delete_many(db, others), seen: ["before_delete 2", "after_delete 2"], heard: ["deleted u", "deleted v"]).unwrap(), 2);
        let e = Post::find_by(db, Post::TITLE, "e").await.unwrap().unwrap();
        write!(db, heard, e.delete(db), seen: ["before_delete 1", "after_delete 1"], heard: ["deleted e"]).unwrap();
        write!(db, heard, Post::query().all_rows().with_deleted().purge(db), seen: ["before_delete 4", "after_delete 4"], heard: ["deleted d", "deleted e", "deleted u", "deleted v"]).unwrap();

        // Where the database makes the key, and a row goes for good.
        let count = write!(db, heard, Count::create(db, CountCreate::new(1)), seen: [], heard: ["created 1"]).unwrap();
        write!(db, heard, Count::create_many(db, [CountCreate::new(1), CountCreate::new(2)]), seen: [], heard: ["created 2", "created 3"]).unwrap();
        write!(db, heard, Count::update_by_id(db, count.id, Count::N.add(1)), seen: [], heard: ["updated 1"]).unwrap();
        write!(db, heard, count.delete(db), seen: ["after_delete 1"], heard: ["deleted 1"]).unwrap();
        write!(db, heard, Count::query().filter(Count::N.ge(1)).delete(db), seen: ["after_delete 2"], heard: ["deleted 2", "deleted 3"]).unwrap();
    }

    async fn a_hook_that_fails_rolls_back_the_write_and_earlier_hooks(engine) {
        let (env, author, heard) = env(engine).await;
        let (db, heard) = (&env.db, &heard);
        for what in ["before_create", "after_create", "before_update", "after_update", "before_delete", "after_delete"] {
            let title = format!("no {what}");
            let writes = async |db: &Db| -> Result<(), Error> {
                let post = Post::create(db, input(&author, &title)).await?;
                Post::update_by_id(db, post.id, set(1)).await?;
                Post::delete_by_id(db, post.id).await
            };
            let error = writes(db).await.unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Refused, "the title says no"), "{what}");
            let found = Post::query().filter(Post::TITLE.eq(title.as_str())).first(db).await.unwrap();
            // The writes before it are stored, and the refused one left no row.
            let done = ["create", "update", "delete"].iter().position(|verb| what.ends_with(verb)).unwrap();
            assert_eq!(found.is_some(), done > 0, "{what}");
            assert_eq!(found.map_or(0, |post| post.n), i64::from(done > 1), "{what}");
            assert_eq!(seen(db).await.len(), done * 2, "{what}");
            assert_eq!(take(heard).len(), done, "{what}");

            Post::query().all_rows().with_deleted().purge(db).await.unwrap_or_default();
            db.sql("DELETE FROM hooks_post").execute().await.unwrap();
            seen(db).await;
            take(heard);
        }
    }

    async fn a_transaction_goes_on_after_a_hook_that_fails(engine) {
        let (env, author, heard) = env(engine).await;
        let (db, heard) = (&env.db, &heard);
        let tx = db.begin().await.unwrap();
        Post::create(&tx, input(&author, "beside")).await.unwrap();
        let refused = Post::create(&tx, input(&author, "no after_create")).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Refused);
        Post::create(&tx, input(&author, "behind")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(take(heard), ["created beside", "created behind"]);
        assert_eq!(Post::count(db).await.unwrap(), 2);
        // The two that were written, and nothing of the one that was refused.
        assert_eq!(seen(db).await.len(), 4);
    }

    async fn listeners_are_not_called_for_rolled_back_writes(engine) {
        let (env, author, heard) = env(engine).await;
        let (db, heard) = (&env.db, &heard);
        let tx = db.begin().await.unwrap();
        Post::create(&tx, input(&author, "a")).await.unwrap();
        tx.rollback().await.unwrap();
        let tx = db.begin().await.unwrap();
        Post::create(&tx, input(&author, "a")).await.unwrap();
        drop(tx);
        let failed = db.transaction(async |tx| {
            Post::create(tx, input(&author, "a")).await?;
            Err::<(), _>(Error::refused("no"))
        });
        assert_eq!(failed.await.unwrap_err().kind(), ErrorKind::Refused);
        assert_eq!(take(heard), [""; 0]);

        // Of a savepoint that was undone neither, nor of one inside it; of one that was kept, in
        // the order of the writes.
        let tx = db.begin().await.unwrap();
        Post::create(&tx, input(&author, "1")).await.unwrap();
        let undone = tx.savepoint(async |tx| {
            Post::create(tx, input(&author, "2")).await?;
            tx.savepoint(async |tx| Post::create(tx, input(&author, "3")).await.map(drop)).await?;
            Err::<(), _>(Error::refused("no"))
        });
        undone.await.unwrap_err();
        let kept = tx.savepoint(async |tx| {
            Post::create(tx, input(&author, "4")).await?;
            tx.savepoint(async |tx| Post::create(tx, input(&author, "5")).await.map(drop)).await
        });
        kept.await.unwrap();
        Post::create(&tx, input(&author, "6")).await.unwrap();
        assert_eq!(take(heard), [""; 0], "not before the commit");
        tx.commit().await.unwrap();
        assert_eq!(take(heard), ["created 1", "created 4", "created 5", "created 6"]);

        // A conflict in the middle of many: none of them.
        let many = ["7", "1", "8"].map(|title| input(&author, title));
        assert_eq!(Post::create_many(db, many).await.unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(take(heard), [""; 0]);

        // A listener that panics affects neither the other listeners nor the write.
        Post::create(db, input(&author, "panic")).await.unwrap();
        assert_eq!(take(heard), ["created panic"]);
    }

    async fn contending_writers_call_listeners_once_per_commit(engine) {
        let (env, author, heard) = env(engine).await;
        let post = Post::create(&env.db, input(&author, "a")).await.unwrap();
        take(&heard);
        let (writers, times) = (4, 10);
        let tasks = (0..writers).map(|_| {
            let (db, id) = (env.db.clone(), post.id);
            tokio::spawn(async move {
                let mut done = 0;
                for _ in 0..times {
                    match Post::update_by_id(&db, id, Post::N.add(1)).await {
                        Ok(_) => done += 1,
                        Err(error) => assert!(error.is_retryable(), "{error}"),
                    }
                }
                done
            })
        });
        let mut done = 0;
        for task in tasks.collect::<Vec<_>>() {
            done += task.await.unwrap();
        }
        assert_eq!(Post::get(&env.db, post.id).await.unwrap().n, done);
        let mut told = take(&heard);
        told.sort_by_key(|told| told.rsplit('>').next().unwrap().parse::<i64>().unwrap());
        let expected: Vec<String> = (0..done).map(|n| format!("updated a {n}>{}", n + 1)).collect();
        assert_eq!(told, expected);
        // Each of them with its hooks, and those of attempts that failed undone.
        assert_eq!(seen(&env.db).await.len() as i64, 2 + 2 * done);
        assert!(done > 0);
    }

    async fn a_commit_whose_caller_has_gone_is_heard(engine) {
        let (env, author, heard) = env(engine).await;
        let (mut gone, mut polls) = (0, 0);
        for number in 0..2_000 {
            let title = format!("p{number}");
            let create = Post::create(&env.db, input(&author, &title));
            let finished = crate::support::poll_at_most(polls, create).await.is_some();
            // From the start again, until a call was left while it committed.
            polls = if finished { 0 } else { polls + 1 };
            env.settled().await;
            let is_there = Post::find_by(&env.db, Post::TITLE, title.as_str()).await.unwrap().is_some();
            assert!(is_there || !finished);
            let until = std::time::Instant::now() + std::time::Duration::from_secs(5);
            let told = loop {
                let told = take(&heard);
                if told.is_empty() != is_there || std::time::Instant::now() > until {
                    break told;
                }
                tokio::task::yield_now().await;
            };
            let expected: Vec<String> = is_there.then(|| format!("created {title}")).into_iter().collect();
            assert_eq!(told, expected, "after {polls} polls");
            gone += u32::from(is_there && !finished);
            if finished && gone > 0 {
                return;
            }
        }
        panic!("no commit outlived its caller");
    }
}
