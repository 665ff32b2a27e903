//! Rows that are related through a join table: each once for every row that it is related to, and raw SQL among their conditions.

use fivefold::prelude::*;
use fivefold::query::Filter;

use super::Shop;
use crate::models::Owner;
use crate::support::TestEnv;

#[model(table = "joined_post", many_to_many(tags: Tag through PostTag(POST_ID, TAG_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub id: Id<Post, i64>,
    pub title: String,
}

#[model(table = "joined_tag", many_to_many(posts: Post through PostTag(TAG_ID, POST_ID)))]
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    pub id: Id<Tag, i64>,
    pub name: String,
}

/// The same pair can be joined twice.
#[model(table = "joined_post_tag")]
#[derive(Debug, Clone, PartialEq)]
pub struct PostTag {
    pub id: Id<PostTag, i64>,
    pub post_id: Id<Post, i64>,
    pub tag_id: Id<Tag, i64>,
    pub name: String,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

for_each_engine! {
    async fn a_pair_that_is_linked_twice_is_one_related_row(engine) {
        let env = TestEnv::with(engine, &schema![Post, Tag, PostTag]).await;
        let db = &env.db;
        let posts = Post::create_many(db, ["a", "b"].map(PostCreate::new)).await.unwrap();
        let tags = Tag::create_many(db, ["x", "y", "z"].map(TagCreate::new)).await.unwrap();
        let link = |post: usize, tag: usize| PostTagCreate::new(posts[post].id, tags[tag].id, "link");
        PostTag::create_many(db, [link(0, 0), link(0, 0), link(0, 1), link(0, 0), link(1, 2), link(1, 0)]).await.unwrap();
        let all = posts[0].tags().all(db).await.unwrap();
        assert_eq!(all, tags[..2]);
        assert_eq!(posts[0].tags().count(db).await.unwrap(), 2);
        let rows = Post::query().with(Post::TAGS).all(db).await.unwrap();
        let names = |tags: &[Tag]| tags.iter().map(|tag| tag.name.clone()).collect::<String>();
        let found: Vec<String> = rows.iter().map(|(_, tags)| names(tags)).collect();
        assert_eq!(found, ["xy", "xz"]);
        for (limit, expected) in [(1, ["x", "x"]), (2, ["xy", "xz"]), (3, ["xy", "xz"])] {
            let rows = Post::query().with(Post::TAGS.limit(limit)).all(db).await.unwrap();
            let found: Vec<String> = rows.iter().map(|(_, tags)| names(tags)).collect();
            assert_eq!(found, expected, "{limit}");
        }
        // A link that is deleted is none, and its twin still is one.
        PostTag::query().filter(PostTag::ID.in_list([Id::new(1), Id::new(2)])).delete(db).await.unwrap();
        let rows = Post::query().with(Post::TAGS.order_by(Tag::NAME.desc())).all(db).await.unwrap();
        assert_eq!(rows.iter().map(|(_, tags)| names(tags)).collect::<Vec<_>>(), ["yx", "zx"]);
        PostTag::query().filter(PostTag::POST_ID.eq(posts[0].id)).filter(PostTag::TAG_ID.eq(tags[0].id)).delete(db).await.unwrap();
        let rows = Post::query().with(Post::TAGS).all(db).await.unwrap();
        assert_eq!(rows.iter().map(|(_, tags)| names(tags)).collect::<Vec<_>>(), ["y", "xz"]);
        assert_eq!(Tag::query().filter(Tag::POSTS.any(Post::TITLE.eq("a"))).all(db).await.unwrap(), tags[1..2]);
    }

    async fn raw_sql_means_the_related_table_and_not_the_join_table(engine) {
        let env = TestEnv::with(engine, &schema![Post, Tag, PostTag]).await;
        let db = &env.db;
        let posts = Post::create_many(db, ["a", "b"].map(PostCreate::new)).await.unwrap();
        let tags = Tag::create_many(db, ["x", "y"].map(TagCreate::new)).await.unwrap();
        let links = [(0, 0), (0, 1), (1, 1)].map(|(post, tag): (usize, usize)| PostTagCreate::new(posts[post].id, tags[tag].id, "x"));
        PostTag::create_many(db, links).await.unwrap();
        // All tables have a column `id`, and the join table also a `name`.
        let y = || Filter::raw_sql("id > 0 AND name = ?").bind("y");
        let rows = Post::query().with(Post::TAGS.filter(y())).all(db).await.unwrap();
        assert!(rows.iter().all(|(_, found)| *found == tags[1..]));
        let rows = Post::query().with(Post::TAGS.filter(y()).limit(1)).all(db).await.unwrap();
        assert!(rows.iter().all(|(_, found)| *found == tags[1..]));
        assert_eq!(Post::query().filter(Post::TAGS.any(y())).count(db).await.unwrap(), 2);
        assert_eq!(Post::query().filter(Post::TAGS.none(Filter::raw_sql("name = 'x'"))).all(db).await.unwrap(), posts[1..]);
        assert_eq!(posts[0].tags().filter(y()).all(db).await.unwrap(), tags[1..]);
        let twice = Post::TAGS.any(Tag::POSTS.any(Filter::raw_sql("title = ?").bind("a")));
        assert_eq!(Post::query().filter(twice).count(db).await.unwrap(), 2);
        // Where each pair is joined once at most, too.
        let shop = Shop::new(engine).await;
        let filtered = Owner::CLUBS.filter(Filter::raw_sql("founded < 1850"));
        let rows = Owner::query().with(filtered).all(&shop.env.db).await.unwrap();
        for (owner, clubs) in rows {
            assert_eq!(clubs.len(), shop.clubs_of(&owner).filter(|club| club.founded < 1850).count());
        }
    }
}
