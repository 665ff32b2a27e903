//! Soft-deleted rows are found by queries that include them, and by nothing else.

use fivefold::prelude::*;

use crate::support::failed;

/// The author of posts.
#[model(has_many(posts: Post::WRITER_ID), has_one(desk: Desk::WRITER_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Writer {
    pub id: Id<Writer>,
    #[field(unique, login, len(..=80))]
    pub name: String,
    #[field(input(password, len(8..=64)))]
    pub hashed_password: Option<PasswordHash>,
    #[field(auto(update))]
    pub changed_at: DateTime<Utc>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A post.
#[model(
    many_to_many(labels: Label through PostLabel(POST_ID, LABEL_ID)),
    unique(writer_id, slug)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub id: Id<Post>,
    #[field(len(..=40))]
    pub slug: String,
    #[field(default = 0)]
    pub views: i64,
    pub writer_id: Id<Writer>,
    pub editor_id: Option<Id<Writer>>,
    #[field(version)]
    pub version: i64,
    #[field(deleted, column = "gone")]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Where one writes.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    pub id: Id<Desk, i64>,
    #[field(unique)]
    pub writer_id: Id<Writer>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// The subject of a post.
#[model(many_to_many(posts: Post through PostLabel(LABEL_ID, POST_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub id: Id<Label, i64>,
    #[field(len(..=40))]
    pub name: String,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

#[model(unique(post_id, label_id))]
#[derive(Debug, Clone, PartialEq)]
pub struct PostLabel {
    pub id: Id<PostLabel, i64>,
    #[field(on_delete = cascade)]
    pub post_id: Id<Post>,
    pub label_id: Id<Label, i64>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

fn tables() -> fivefold::Schema {
    schema![Writer, Post, Desk, Label, PostLabel]
}

async fn writer(db: &Db, name: &str) -> Writer {
    let input = WriterCreate {
        name: name.into(),
        password: None,
    };
    Writer::create(db, input).await.unwrap()
}

async fn post(db: &Db, slug: &str, writer: &Writer) -> Post {
    Post::create(db, PostCreate::new(slug, writer.id))
        .await
        .unwrap()
}

fn slugs(posts: &[Post]) -> Vec<&str> {
    posts.iter().map(|post| post.slug.as_str()).collect()
}

for_each_engine! {
    async fn a_deleted_row_is_not_found_by_anything_that_reads(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = writer(db, "Ann").await;
        let (live, gone) = (post(db, "live", &ann).await, post(db, "gone", &ann).await);
        Post::update_by_id(db, live.id, Post::VIEWS.add(2)).await.unwrap();
        Post::update_by_id(db, gone.id, Post::VIEWS.add(5)).await.unwrap();
        Post::delete_by_id(db, gone.id).await.unwrap();

        assert_eq!(Post::find(db, gone.id).await.unwrap(), None);
        failed(ErrorKind::NotFound, Post::get(db, gone.id).await);
        assert!(!Post::exists(db, gone.id).await.unwrap());
        assert_eq!(slugs(&Post::list(db, ..).await.unwrap()), ["live"]);
        assert_eq!(Post::count(db).await.unwrap(), 1);
        let query = || Post::query().order_by(Post::SLUG.asc());
        assert_eq!(slugs(&query().all(db).await.unwrap()), ["live"]);
        assert_eq!(slugs(&query().filter(Post::SLUG.ne("x")).list(db, ..).await.unwrap()), ["live"]);
        assert_eq!(query().filter(Post::SLUG.eq("gone")).first(db).await.unwrap(), None);
        // Neither does a condition on `deleted_at` itself find it, nor one that names the key, nor
        // a negation.
        assert_eq!(query().filter(Post::DELETED_AT.is_not_null()).count(db).await.unwrap(), 0);
        assert_eq!(query().filter(Post::ID.eq(gone.id)).first(db).await.unwrap(), None);
        assert_eq!(query().filter(Post::ID.eq(live.id).or(Post::ID.eq(gone.id))).count(db).await.unwrap(), 1);
        assert_eq!(query().filter(Post::ID.eq(live.id).not()).count(db).await.unwrap(), 0);
        assert!(!query().filter(Post::ID.eq(gone.id)).exists(db).await.unwrap());
        let page = query().page(db, ..1).await.unwrap();
        assert_eq!((slugs(&page.rows), page.total), (vec!["live"], 1));
        assert_eq!(query().page(db, 5..6).await.unwrap().total, 1);
        let sum = Post::query().sum(db, Post::VIEWS).await.unwrap();
        assert_eq!(sum, 2);
        assert_eq!(query().select(Post::SLUG).all(db).await.unwrap(), ["live"]);
        assert_eq!(query().select(Post::SLUG).distinct().all(db).await.unwrap(), ["live"]);
        let mut stream = query().stream(db);
        let mut streamed = Vec::new();
        while let Some(post) = stream.next().await.unwrap() {
            streamed.push(post.slug);
        }
        assert_eq!(streamed, ["live"]);

        let with = query().with_deleted();
        assert_eq!(slugs(&with.clone().all(db).await.unwrap()), ["gone", "live"]);
        assert_eq!(with.clone().count(db).await.unwrap(), 2);
        assert_eq!(with.clone().page(db, ..1).await.unwrap().total, 2);
        assert_eq!(with.clone().filter(Post::ID.eq(gone.id)).get(db).await.unwrap().slug, "gone");
        assert_eq!(with.sum(db, Post::VIEWS).await.unwrap(), 7);
        let only = query().only_deleted().one(db).await.unwrap();
        assert_eq!((only.slug.as_str(), only.version), ("gone", 3), "to delete is a change");
        let late = (Utc::now() - only.deleted_at.unwrap()).num_seconds();
        assert!((0..60).contains(&late), "{late}");
    }

    async fn a_deleted_row_is_reached_through_no_relation(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let (ann, ben) = (writer(db, "Ann").await, writer(db, "Ben").await);
        let (live, gone) = (post(db, "live", &ann).await, post(db, "gone", &ann).await);
        let of_ben = post(db, "of Ben", &ben).await;
        let labels = Label::create_many(db, ["a", "b"].map(LabelCreate::new)).await.unwrap();
        for post in [&live, &gone] {
            for label in &labels {
                PostLabel::create(db, PostLabelCreate::new(post.id, label.id)).await.unwrap();
            }
        }
        let desk = Desk::create(db, DeskCreate::new(ann.id)).await.unwrap();
        let (ann_of_post, ben_of_post) = (live.writer(), of_ben.writer());
        gone.clone().delete(db).await.unwrap();
        labels[0].clone().delete(db).await.unwrap();
        ben.clone().delete(db).await.unwrap();

        assert_eq!(slugs(&ann.posts().all(db).await.unwrap()), ["live"]);
        assert_eq!(ann_of_post.get(db).await.unwrap(), ann);
        failed(ErrorKind::NotFound, ben_of_post.get(db).await);
        assert_eq!(live.labels().count(db).await.unwrap(), 1);
        assert_eq!(labels[1].posts().count(db).await.unwrap(), 1);

        // Loaded relations: the author of a post is an option, since it can be soft-deleted.
        let posts: Vec<(Post, Option<Writer>)> =
            Post::query().order_by(Post::SLUG.asc()).with(Post::WRITER).all(db).await.unwrap();
        let writers: Vec<_> = posts.iter().map(|(_, writer)| writer.as_ref().map(|writer| &*writer.name)).collect();
        assert_eq!(writers, [Some("Ann"), None]);
        let (_, posts, desk_of_ann) =
            Writer::query().with(Writer::POSTS.with(Post::LABELS)).with(Writer::DESK).one(db).await.unwrap();
        let posts: Vec<_> = posts.iter().map(|(post, labels)| (post.slug.as_str(), labels.len())).collect();
        assert_eq!(posts, [("live", 1)]);
        assert_eq!(desk_of_ann.as_ref(), Some(&desk));
        let (_, cut) = Writer::query().with(Writer::POSTS.limit(1).order_by(Post::SLUG.asc())).one(db).await.unwrap();
        assert_eq!(slugs(&cut), ["live"], "a soft-deleted row does not count towards the limit");

        // Conditions on related rows.
        let count = |filter| async move { Post::query().filter(filter).count(db).await.unwrap() };
        assert_eq!(count(Post::WRITER.is(Writer::NAME.eq("Ben"))).await, 0);
        assert_eq!(count(Post::WRITER.exists()).await, 1);
        assert_eq!(count(Post::LABELS.any(Label::NAME.eq("a"))).await, 0);
        assert_eq!(count(Post::LABELS.none(Label::NAME.eq("a"))).await, 2);
        assert_eq!(count(Post::LABELS.any(Label::NAME.eq("b"))).await, 1);
        assert_eq!(Writer::query().filter(Writer::POSTS.any(Post::SLUG.eq("gone"))).count(db).await.unwrap(), 0);
        let of_deleted = Post::query().with_deleted().filter(Post::WRITER.exists()).count(db).await.unwrap();
        assert_eq!(of_deleted, 2, "the rows of the query alone are meant");

        // A deleted row in between joins nothing.
        PostLabel::query().filter(PostLabel::LABEL_ID.eq(labels[1].id)).delete(db).await.unwrap();
        assert_eq!(live.labels().count(db).await.unwrap(), 0);
        assert_eq!(count(Post::LABELS.any(Label::NAME.eq("b"))).await, 0);
        let (_, labels_of_live) = Post::query().filter(Post::ID.eq(live.id)).with(Post::LABELS).one(db).await.unwrap();
        assert_eq!(labels_of_live, []);
        desk.delete(db).await.unwrap();
        assert_eq!(ann.desk().first(db).await.unwrap(), None);
    }

    async fn a_deleted_row_is_neither_changed_nor_deleted_again(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = writer(db, "Ann").await;
        let (live, gone) = (post(db, "live", &ann).await, post(db, "gone", &ann).await);
        let stale = gone.clone();
        let gone = gone.update(db, Post::VIEWS.add(1)).await.unwrap();
        let error = failed(ErrorKind::Stale, stale.clone().delete(db).await);
        assert_eq!(error.model(), Some("Post"));
        let before = db.metrics().statements;
        gone.clone().delete(db).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);

        failed(ErrorKind::NotFound, gone.clone().update(db, Post::VIEWS.add(1)).await);
        failed(ErrorKind::NotFound, stale.clone().update(db, Post::VIEWS.add(1)).await);
        failed(ErrorKind::NotFound, Post::update_by_id(db, gone.id, Post::VIEWS.add(1)).await);
        failed(ErrorKind::NotFound, Post::update_by_id(db, gone.id, PostUpdate::default()).await);
        failed(ErrorKind::NotFound, gone.clone().delete(db).await);
        failed(ErrorKind::NotFound, stale.delete(db).await);
        failed(ErrorKind::NotFound, Post::delete_by_id(db, gone.id).await);
        let all = || Post::query().all_rows();
        assert_eq!(all().update(db, Post::VIEWS.add(10)).await.unwrap(), 1);
        assert_eq!(all().with_deleted().update(db, Post::VIEWS.add(100)).await.unwrap(), 2);
        let views: Vec<i64> = Post::query().with_deleted().order_by(Post::SLUG.asc()).select(Post::VIEWS).all(db).await.unwrap();
        assert_eq!(views, [101, 110]);
        assert_eq!(all().delete(db).await.unwrap(), 1);
        assert_eq!(all().delete(db).await.unwrap(), 0);
        assert_eq!(Post::query().only_deleted().count(db).await.unwrap(), 2);
        let live = Post::restore_by_id(db, live.id).await.unwrap();
        assert_eq!((live.deleted_at, live.version), (None, 5));
        assert!(serde_json::from_str::<PostUpdate>(r#"{"deleted_at": null}"#).is_err());
        assert!(serde_json::from_str::<PostCreate>(r#"{"slug": "a", "writer_id": "x", "deleted_at": null}"#).is_err());
    }

    async fn a_second_delete_keeps_the_time_of_the_first_one(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = writer(db, "Ann").await;
        let (live, gone) = (post(db, "live", &ann).await, post(db, "gone", &ann).await);
        gone.clone().delete(db).await.unwrap();
        let first = Post::query().only_deleted().one(db).await.unwrap();
        let all = || Post::query().all_rows();
        assert_eq!(all().only_deleted().delete(db).await.unwrap(), 0);
        failed(ErrorKind::NotFound, Post::query().with_deleted().delete_by_id(db, gone.id).await);
        failed(ErrorKind::NotFound, Post::query().only_deleted().delete_by_id(db, gone.id).await);
        assert_eq!(all().with_deleted().delete(db).await.unwrap(), 1);
        let kept = Post::query().only_deleted().filter(Post::ID.eq(gone.id)).one(db).await.unwrap();
        assert_eq!(kept, first);
        assert_eq!(Post::query().only_deleted().filter(Post::ID.eq(live.id)).count(db).await.unwrap(), 1);
    }

    async fn soft_deleted_rows_are_restored_or_purged(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = writer(db, "Ann").await;
        let first = post(db, "first", &ann).await;
        failed(ErrorKind::NotFound, Post::restore_by_id(db, first.id).await);
        failed(ErrorKind::NotFound, first.clone().restore(db).await);
        first.clone().delete(db).await.unwrap();
        let error = failed(ErrorKind::Stale, first.clone().restore(db).await);
        assert_eq!(error.model(), Some("Post"));
        let deleted = Post::query().only_deleted().one(db).await.unwrap();
        let restored = deleted.clone().restore(db).await.unwrap();
        assert_eq!(restored, Post { version: 3, ..first.clone() });
        assert_eq!(Post::get(db, first.id).await.unwrap(), restored);

        // Its parents cannot be purged while it exists, soft-deleted or not.
        restored.clone().delete(db).await.unwrap();
        let error = failed(ErrorKind::ForeignKey, Writer::purge_by_id(db, ann.id).await);
        assert_eq!(error.constraint(), Some("post_writer_id_fkey"), "{error:?}");
        failed(ErrorKind::ForeignKey, Writer::query().all_rows().purge(db).await);
        ann.clone().delete(db).await.unwrap();
        failed(ErrorKind::ForeignKey, Writer::query().only_deleted().all_rows().purge(db).await);
        Writer::restore_by_id(db, ann.id).await.unwrap();

        failed(ErrorKind::Stale, restored.clone().purge(db).await);
        Post::purge_by_id(db, first.id).await.unwrap();
        failed(ErrorKind::NotFound, Post::purge_by_id(db, first.id).await);
        failed(ErrorKind::NotFound, Post::restore_by_id(db, first.id).await);
        failed(ErrorKind::NotFound, restored.purge(db).await);
        assert_eq!(Post::query().with_deleted().count(db).await.unwrap(), 0);

        let rows = [post(db, "a", &ann).await, post(db, "b", &ann).await, post(db, "c", &ann).await];
        Post::query().filter(Post::SLUG.ne("c")).delete(db).await.unwrap();
        assert_eq!(Post::query().filter(Post::SLUG.eq("a")).restore(db).await.unwrap(), 1);
        assert_eq!(Post::query().filter(Post::SLUG.eq("c")).restore(db).await.unwrap(), 0);
        failed(ErrorKind::Misuse, Post::query().restore(db).await);
        failed(ErrorKind::Misuse, Post::query().purge(db).await);
        assert_eq!(Post::query().filter(Post::SLUG.eq("b")).purge(db).await.unwrap(), 0, "it is soft-deleted, which the query does not include");
        assert_eq!(Post::query().only_deleted().all_rows().purge(db).await.unwrap(), 1);
        rows[2].clone().purge(db).await.unwrap();
        assert_eq!(slugs(&Post::query().with_deleted().all(db).await.unwrap()), ["a"]);
    }

    async fn a_unique_value_of_a_deleted_row_is_free(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = writer(db, "Ann").await;
        for _ in 0..3 {
            let other = writer(db, "Ben").await;
            assert_eq!(Writer::find_by(db, Writer::NAME, "Ben").await.unwrap().as_ref(), Some(&other));
            let taken = WriterCreate { name: "Ben".into(), password: None };
            let error = failed(ErrorKind::Conflict, Writer::create(db, taken).await);
            assert_eq!((error.field(), error.constraint()), (Some("name"), Some("writer_name_key")), "{error:?}");
            other.delete(db).await.unwrap();
            assert_eq!(Writer::find_by(db, Writer::NAME, "Ben").await.unwrap(), None);
        }
        assert_eq!(Writer::query().only_deleted().filter(Writer::NAME.eq("Ben")).count(db).await.unwrap(), 3);
        assert_eq!(Writer::query().filter(Writer::NAME.eq("Ben")).first(db).await.unwrap(), None);

        // A group of columns, and what comes back into one.
        let old = post(db, "same", &ann).await;
        Post::delete_by_id(db, old.id).await.unwrap();
        let new = post(db, "same", &ann).await;
        let error = failed(ErrorKind::Conflict, Post::restore_by_id(db, old.id).await);
        assert_eq!((error.model(), error.constraint()), (Some("Post"), Some("post_writer_id_slug_key")), "{error:?}");
        failed(ErrorKind::Conflict, Post::query().filter(Post::SLUG.eq("same")).restore(db).await);
        let error = failed(ErrorKind::Conflict, Post::create(db, PostCreate::new("same", ann.id)).await);
        assert_eq!(error.constraint(), Some("post_writer_id_slug_key"), "{error:?}");
        new.delete(db).await.unwrap();
        assert_eq!(Post::restore_by_id(db, old.id).await.unwrap().id, old.id);
    }

    async fn a_soft_deleted_account_cannot_sign_in(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let create = |password: &str| WriterCreate { name: "Ann".into(), password: Some(Password::from(password.to_owned())) };
        let sign_in = async |password: &str| Writer::authenticate(db, "Ann", &Password::from(password.to_owned())).await.unwrap();
        let old = Writer::create(db, create("correct horse")).await.unwrap();
        assert!(sign_in("correct horse").await.is_some());
        old.clone().delete(db).await.unwrap();
        assert!(sign_in("correct horse").await.is_none());
        let new = Writer::create(db, create("battery staple")).await.unwrap();
        assert!(sign_in("correct horse").await.is_none());
        assert_eq!(sign_in("battery staple").await.unwrap().id, new.id);
        new.delete(db).await.unwrap();
        Writer::restore_by_id(db, old.id).await.unwrap();
        assert_eq!(sign_in("correct horse").await.unwrap().id, old.id);
        assert!(sign_in("battery staple").await.is_none());
    }
}
