//! Futures can be sent to another thread, as servers need, and closures borrow from their surroundings.
#![deny(missing_docs, warnings)]

use fivefold::prelude::*;
use fivefold::{Executor, Query};

/// A row.
#[model(has_many(tags: Tag::POST_ID))]
#[derive(Debug)]
pub struct Post {
    /// The key.
    pub id: Id<Post>,
    /// The name.
    #[field(unique)]
    pub title: String,
}

/// A row.
#[model]
#[derive(Debug)]
pub struct Tag {
    /// The key.
    pub id: Id<Tag>,
    /// The name.
    pub name: String,
    /// The subject.
    #[field(server)]
    pub post_id: Id<Post>,
}

/// An error of the application.
#[derive(Debug)]
pub struct Failure;

impl From<Error> for Failure {
    fn from(_: Error) -> Self {
        Self
    }
}

/// Every operation.
async fn operations(db: &Db, title: &str) -> Result<(), Failure> {
    let post = Post::create(db, PostCreate::new(title)).await?;
    let server = TagServer { post_id: post.id };
    let tags = [TagCreate::new("a"), TagCreate::new("b")].map(|tag| tag.with(server.clone()));
    Tag::create_many(db, tags).await?;
    let _ = Post::get(db, post.id).await?;
    let _ = Post::find(db, post.id).await?;
    let _ = Post::find_by(db, Post::TITLE, title).await?;
    let _ = Post::find_by(db, Post::TITLE, &post.title).await?;
    let _ = Post::exists(db, post.id).await?;
    let _ = (
        Post::list(db, ..).await?,
        Post::list(db, 5..10).await?,
        Post::list(db, ..10).await?,
    );
    let _ = (
        Post::list(db, 5..).await?,
        Post::list(db, 0..=9).await?,
        Post::list(db, ..=9).await?,
    );
    let _ = Post::count(db).await?;
    let _ = post.tags().list(db, ..).await?;
    let post = post
        .update(
            db,
            PostUpdate {
                title: Set("c".into()),
            },
        )
        .await?;
    let post = Post::update_by_id(db, post.id, PostUpdate::default()).await?;
    for tag in post.tags().list(db, ..).await? {
        let patch = TagUpdate::default().with(TagServerUpdate { post_id: Set(post.id) });
        tag.update(db, patch).await?.delete(db).await?;
    }
    Post::delete_by_id(db, post.id).await?;
    Ok(())
}

/// Closures that borrow, nest and fail.
async fn transactions(db: &Db, title: &str) -> Result<Post, Error> {
    let body = PostCreate::new(title);
    db.transaction(async |tx| {
        let post = Post::create(tx, body.clone()).await?;
        let tag = tx
            .savepoint(async |tx| Tag::create(tx, tag_of(&post)).await)
            .await;
        if tag.is_err_and(|error| error.kind() != ErrorKind::Conflict) {
            return Post::get(tx, post.id).await;
        }
        helper(tx, &post).await?;
        Ok(post)
    })
    .await
}

fn tag_of(post: &Post) -> fivefold::crud::New<Tag> {
    TagCreate::new("a").with(TagServer { post_id: post.id })
}

/// A function that runs anywhere.
async fn helper<E: Executor>(db: &E, post: &Post) -> Result<u64, Error> {
    post.tags().count(db).await
}

/// Without knowing which of the two it is.
async fn dynamic(db: &dyn Executor) -> Result<u64, Error> {
    Post::count(db).await
}

/// A function over all models.
async fn all<M: fivefold::crud::NotScoped>(db: &Db) -> Result<Vec<M::Public>, Error> {
    Ok(M::list(db, ..)
        .await?
        .into_iter()
        .map(M::Public::from)
        .collect())
}

fn send<T: Send>(_: T) {}

/// Asks the compiler.
pub fn uses(db: &Db) {
    send(operations(db, "a"));
    send(transactions(db, "a"));
    send(dynamic(db));
    send(all::<Post>(db));
    send(async {
        let tx = db.begin().await?;
        Post::count(&tx).await?;
        tx.commit().await
    });
}

fn main() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<(Db, Tx, Error, Query<Post>, Id<Post>, Post, PostCreate)>();
}
