//! Every way to write a row of a scoped model, with references to rows of another owner and with
//! another owner in it.

use fivefold::crud::{Changes, New};
use fivefold::db::Operation;
use fivefold::prelude::*;

use crate::support::{Engine, TestEnv, failed};

fn done<'a, T: Send + 'a>(answer: Operation<'a, T>) -> Operation<'a, ()> {
    Box::pin(async move { answer.await.map(drop) })
}

/// The cases of a write: what it gives the row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Case {
    /// References to rows of the same owner, and the same owner again.
    Own,
    ForeignShelf,
    /// A row of the same table.
    ForeignPage,
    MissingShelf,
    OtherOwner,
}

use Case::{ForeignPage, ForeignShelf, MissingShelf, OtherOwner, Own};

/// Each case, with the kind and the field of its error.
const CASES: [(Case, Option<(ErrorKind, &str)>); 5] = [
    (Own, None),
    (ForeignShelf, Some((ErrorKind::ForeignKey, "shelf_id"))),
    (ForeignPage, Some((ErrorKind::ForeignKey, "above_id"))),
    (MissingShelf, Some((ErrorKind::ForeignKey, "shelf_id"))),
    (OtherOwner, Some((ErrorKind::Validation, "owner_id"))),
];

/// Defines the same model with hooks and without.
macro_rules! pages {
    ($name:ident: $author:literal, $shelf:literal, $page:literal $(, $hooks:ident)?) => {
        mod $name {
            use super::*;

            #[model(table = $author, has_many(pages: Page::OWNER_ID, shelves: Shelf::OWNER_ID))]
            #[derive(Debug, Clone)]
            pub struct Author {
                pub id: Id<Author>,
            }

            #[model(table = $shelf)]
            #[derive(Debug, Clone)]
            pub struct Shelf {
                pub id: Id<Shelf>,
                #[field(server)]
                pub owner_id: Id<Author>,
            }

            #[model(
                table = $page,
                scoped,
                create(PageStart: title, shelf_id, above_id),
                update(PageMove: shelf_id, above_id)
                $(, $hooks)?
            )]
            #[derive(Debug, Clone, PartialEq)]
            pub struct Page {
                pub id: Id<Page>,
                #[field(unique, len(..=40))]
                pub title: String,
                #[field(default = 0)]
                pub views: i64,
                pub shelf_id: Option<Id<Shelf>>,
                pub above_id: Option<Id<Page>>,
                #[field(server)]
                pub owner_id: Id<Author>,
                #[field(version)]
                pub version: i64,
                #[field(deleted)]
                pub deleted_at: Option<DateTime<Utc>>,
            }

            $(
                const _: &str = stringify!($hooks);
                impl Hooks for Page {}
            )?

            /// Two authors with rows of their own.
            struct World {
                db: Db,
                ann: Author,
                page: Page,
                /// The shelf and the page that a write gives a page, and its owner.
                shelf: Id<Shelf>,
                above: Id<Page>,
                owner: Id<Author>,
            }

            impl World {
                async fn new(db: &Db, case: Case) -> Self {
                    Page::unscoped().all_rows().with_deleted().update(db, PageUpdate { above_id: Set(None), ..Default::default() }).await.unwrap();
                    Page::unscoped().all_rows().with_deleted().purge(db).await.unwrap();
                    let ann = Author::create(db, AuthorCreate::new()).await.unwrap();
                    let ben = Author::create(db, AuthorCreate::new()).await.unwrap();
                    let author = |is_foreign: bool| if is_foreign { &ben } else { &ann };
                    let shelf = author(case == ForeignShelf).shelves().create(db, ShelfCreate::new()).await.unwrap();
                    let above = author(case == ForeignPage).pages().create(db, PageCreate::new("above")).await.unwrap();
                    Self {
                        db: db.clone(),
                        page: ann.pages().create(db, PageCreate::new("page")).await.unwrap(),
                        shelf: if case == MissingShelf { Id::now_v7() } else { shelf.id },
                        above: above.id,
                        owner: author(case == OtherOwner).id,
                        ann,
                    }
                }

                fn changes(&self) -> Changes<Page> {
                    let update = PageUpdate {
                        shelf_id: Set(Some(self.shelf)),
                        above_id: Set(Some(self.above)),
                        ..Default::default()
                    };
                    update.with(PageServerUpdate { owner_id: Set(self.owner) })
                }

                fn new_page(&self, title: &str) -> New<Page> {
                    let create = PageCreate {
                        shelf_id: Some(self.shelf),
                        above_id: Some(self.above),
                        ..PageCreate::new(title)
                    };
                    create.with(PageServer { owner_id: self.owner })
                }

                async fn rows(&self) -> Vec<Page> {
                    Page::unscoped().with_deleted().all(&self.db).await.unwrap()
                }
            }

            type Path = for<'a> fn(&'a World) -> Operation<'a, ()>;

            /// The writes of a row that keeps its owner.
            const PATHS: &[(&str, Path)] = &[
                ("row.update", |w| done(w.page.clone().update(&w.db, w.changes()))),
                ("row.update with an increment", |w| {
                    done(w.page.clone().update(&w.db, (Page::VIEWS.add(1), w.changes())))
                }),
                ("row.update in a transaction", |w| Box::pin(async move {
                    w.db.transaction(async |tx| w.page.clone().update(tx, w.changes()).await.map(drop)).await
                })),
                ("row.update in a savepoint", |w| Box::pin(async move {
                    w.db.transaction(async |tx| {
                        tx.savepoint(async |tx| w.page.clone().update(tx, w.changes()).await.map(drop)).await
                    }).await
                })),
                ("row.update of a row of `unscoped`", |w| Box::pin(async move {
                    let page = Page::unscoped().get_by_id(&w.db, w.page.id).await?;
                    page.update(&w.db, w.changes()).await.map(drop)
                })),
                ("row.update of a loaded row", |w| Box::pin(async move {
                    let ann = Author::query().filter(Author::ID.eq(w.ann.id));
                    let titled = Author::PAGES.filter(Page::TITLE.eq("page"));
                    let (_, mut pages) = ann.with(titled).one(&w.db).await?;
                    pages.remove(0).update(&w.db, w.changes()).await.map(drop)
                })),
                ("row.update of a restored row", |w| Box::pin(async move {
                    w.page.clone().delete(&w.db).await?;
                    let page = Page::unscoped().only_deleted().one(&w.db).await?;
                    let page = page.restore(&w.db).await?;
                    page.update(&w.db, w.changes()).await.map(drop)
                })),
                ("scope update_by_id", |w| done(w.ann.pages().update_by_id(&w.db, w.page.id, w.changes()))),
                ("scope update", |w| {
                    done(w.ann.pages().filter(Page::TITLE.eq("page")).update(&w.db, w.changes()))
                }),
                ("scope create", |w| done(w.ann.pages().create(&w.db, w.new_page("new")))),
                ("scope create_many of one", |w| done(w.ann.pages().create_many(&w.db, [w.new_page("new")]))),
                ("scope create_many", |w| {
                    let pages = [PageCreate::new("first").with(PageServer { owner_id: w.ann.id }), w.new_page("new")];
                    done(w.ann.pages().create_many(&w.db, pages))
                }),
                ("an author with pages", |w| Box::pin(async move {
                    w.db.transaction(async |tx| {
                        Author::create(tx, AuthorCreate::new()).await?;
                        w.ann.pages().create_many(tx, [w.new_page("new"), w.new_page("newer")]).await.map(drop)
                    }).await
                })),
            ];

            /// The same through views, which have no owner.
            const VIEWS: &[(&str, Path)] = &[
                ("view of row.update", |w| done(w.page.clone().update(&w.db, moved(w)))),
                ("view of scope update_by_id", |w| done(w.ann.pages().update_by_id(&w.db, w.page.id, moved(w)))),
                ("view of scope update", |w| {
                    done(w.ann.pages().filter(Page::TITLE.eq("page")).update(&w.db, moved(w)))
                }),
                ("view of scope create", |w| done(w.ann.pages().create(&w.db, started(w)))),
                ("view of scope create_many", |w| done(w.ann.pages().create_many(&w.db, [started(w)]))),
            ];

            fn moved(w: &World) -> PageMove {
                PageMove { shelf_id: Set(Some(w.shelf)), above_id: Set(Some(w.above)) }
            }

            fn started(w: &World) -> PageStart {
                PageStart { title: "new".into(), shelf_id: Some(w.shelf), above_id: Some(w.above) }
            }

            pub(super) async fn every_path(engine: &'static Engine) {
                let env = TestEnv::with(engine, &schema![Author, Shelf, Page]).await;
                let mut complaints = Vec::new();
                for (case, expected) in CASES {
                    let views = VIEWS.iter().filter(|_| case != OtherOwner);
                    for (path, write) in PATHS.iter().chain(views) {
                        let world = World::new(&env.db, case).await;
                        let before = world.rows().await;
                        let answer = write(&world).await;
                        let said = answer.as_ref().err().map(|error| (error.kind(), error.field().unwrap_or("?")));
                        if said != expected {
                            complaints.push(format!("{path}, {case:?}: {said:?} instead of {expected:?}: {answer:?}"));
                        }
                        let mut after = world.rows().await;
                        if path.contains("restored") {
                            // The row was deleted and restored before.
                            after.iter_mut().for_each(|row| row.version = 1);
                        }
                        if expected.is_some() && after != before {
                            complaints.push(format!("{path}, {case:?}: a row was written"));
                        }
                    }
                    // The control: without an owner, every one of them is written but the missing row.
                    let world = World::new(&env.db, case).await;
                    let page = Page::unscoped().update_by_id(&env.db, world.page.id, world.changes()).await;
                    let page = page.ok().map(|page| (page.shelf_id, page.above_id, page.owner_id));
                    let given = (Some(world.shelf), Some(world.above), world.owner);
                    assert_eq!(page, (case != MissingShelf).then_some(given), "{case:?}");
                    let page = Page::unscoped().create(&env.db, world.new_page("control")).await;
                    assert_eq!(page.is_ok(), case != MissingShelf, "{case:?}");
                }
                assert!(complaints.is_empty(), "{complaints:#?}");
            }

            pub(super) async fn another_owner(engine: &'static Engine) {
                let env = TestEnv::with(engine, &schema![Author, Shelf, Page]).await;
                let db = &env.db;
                let ben = Author::create(db, AuthorCreate::new()).await.unwrap();
                let to_ben = || PageUpdate::default().with(PageServerUpdate { owner_id: Set(ben.id) });
                let titled = || PageUpdate { title: Set("taken".into()), ..Default::default() };

                // It was given away after it was read; its version is another one too.
                let world = World::new(db, Own).await;
                let page = || world.page.clone();
                let moved = Page::unscoped().update_by_id(db, page().id, to_ben()).await.unwrap();
                failed(ErrorKind::NotFound, page().update(db, titled()).await);
                failed(ErrorKind::NotFound, page().update(db, Page::VIEWS.add(1)).await);
                failed(ErrorKind::NotFound, page().delete(db).await);
                failed(ErrorKind::NotFound, page().purge(db).await);
                assert_eq!(Page::unscoped().get_by_id(db, moved.id).await.unwrap(), moved);
                moved.clone().delete(db).await.unwrap();
                let deleted = Page::unscoped().only_deleted().one(db).await.unwrap();
                let of_ann = Page { owner_id: world.ann.id, ..deleted.clone() };
                failed(ErrorKind::NotFound, of_ann.clone().restore(db).await);
                failed(ErrorKind::NotFound, of_ann.purge(db).await);
                // The control: the row of its owner is stale where it was changed since, and otherwise restored.
                failed(ErrorKind::Stale, moved.restore(db).await);
                let restored = deleted.clone().restore(db).await.unwrap();
                failed(ErrorKind::Stale, deleted.update(db, titled()).await);
                restored.purge(db).await.unwrap();

                // The owner was changed in memory.
                let world = World::new(db, Own).await;
                let page = || Page { owner_id: ben.id, ..world.page.clone() };
                failed(ErrorKind::NotFound, page().update(db, titled()).await);
                failed(ErrorKind::NotFound, page().update(db, to_ben()).await);
                failed(ErrorKind::NotFound, page().delete(db).await);
                failed(ErrorKind::NotFound, page().purge(db).await);
                assert_eq!(world.ann.pages().get_by_id(db, world.page.id).await.unwrap(), world.page);
                // The control.
                let page = world.page.clone().update(db, titled()).await.unwrap();
                page.delete(db).await.unwrap();
            }
        }
    };
}

pages!(plain: "scoped_author", "scoped_shelf", "scoped_page");

pages!(hooked: "hooked_author", "hooked_shelf", "hooked_page", hooks);

/// The owner of cards, and of the boxes that they may be in.
#[model(
    table = "owned_user",
    has_many(cards: Card::USER_ID, crates: Crate::MADE_BY, bins: Bin::ADDED_BY)
)]
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id<User>,
}

/// The second owner of cards.
#[model(table = "owned_tenant", has_many(cards: Card::TENANT_ID, drawers: Drawer::TENANT_ID))]
#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: Id<Tenant>,
}

/// Has two keys to users, of which one names the owner.
#[model(table = "owned_crate")]
#[derive(Debug, Clone)]
pub struct Crate {
    pub id: Id<Crate>,
    #[field(server, owner)]
    pub made_by: Id<User>,
    #[field(server)]
    pub edited_by: Id<User>,
}

/// Has two keys to users, and no owner.
#[model(table = "owned_bin", unowned)]
#[derive(Debug, Clone)]
pub struct Bin {
    pub id: Id<Bin>,
    #[field(server)]
    pub added_by: Id<User>,
    #[field(server)]
    pub edited_by: Id<User>,
}

#[model(table = "owned_drawer")]
#[derive(Debug, Clone)]
pub struct Drawer {
    pub id: Id<Drawer>,
    #[field(server)]
    pub tenant_id: Id<Tenant>,
}

/// A row of a user, and of a tenant if there is one.
#[model(table = "owned_card", scoped)]
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: Id<Card>,
    pub crate_id: Option<Id<Crate>>,
    pub bin_id: Option<Id<Bin>>,
    pub drawer_id: Option<Id<Drawer>>,
    pub number: Option<i32>,
    #[field(server, owner)]
    pub user_id: Id<User>,
    #[field(server, owner, default)]
    pub tenant_id: Option<Id<Tenant>>,
}

/// An integer key, to which something could be added.
#[model(table = "counted_owner", has_many(counters: Counter::OWNER))]
#[derive(Debug, Clone)]
pub struct Counted {
    pub id: Id<Counted, i64>,
}

#[model(table = "counted_counter", scoped)]
#[derive(Debug, Clone)]
pub struct Counter {
    pub id: Id<Counter, i64>,
    #[field(server, references = Counted)]
    pub owner: i64,
}

fn in_crate(row: &Crate) -> CardUpdate {
    CardUpdate {
        crate_id: Set(Some(row.id)),
        ..Default::default()
    }
}

fn in_drawer(drawer: &Drawer) -> CardUpdate {
    CardUpdate {
        drawer_id: Set(Some(drawer.id)),
        ..Default::default()
    }
}

for_each_engine! {
    async fn a_row_keeps_its_owner_on_every_path(engine) {
        plain::every_path(engine).await;
    }

    async fn a_row_with_hooks_keeps_its_owner_on_every_path(engine) {
        hooked::every_path(engine).await;
    }

    async fn a_row_of_another_owner_is_not_found_by_its_methods(engine) {
        plain::another_owner(engine).await;
    }

    async fn a_row_with_hooks_of_another_owner_is_not_found_by_its_methods(engine) {
        hooked::another_owner(engine).await;
    }

    async fn the_key_that_is_named_as_the_owner_decides(engine) {
        let env = TestEnv::with(engine, &schema![User, Tenant, Crate, Bin, Drawer, Card]).await;
        let db = &env.db;
        let ann = User::create(db, UserCreate::new()).await.unwrap();
        let ben = User::create(db, UserCreate::new()).await.unwrap();
        let made = |made_by: &User, edited_by: &User| CrateCreate::new().with(CrateServer { made_by: made_by.id, edited_by: edited_by.id });
        let of_ann = Crate::create(db, made(&ann, &ben)).await.unwrap();
        let of_ben = Crate::create(db, made(&ben, &ann)).await.unwrap();
        let bin = BinCreate::new().with(BinServer { added_by: ben.id, edited_by: ben.id });
        let bin = Bin::create(db, bin).await.unwrap();
        let server = || CardServer { user_id: ann.id, tenant_id: None };

        let card = CardCreate { bin_id: Some(bin.id), crate_id: Some(of_ann.id), ..CardCreate::new() };
        let card = ann.cards().create(db, card.with(server())).await.unwrap();
        let card = card.update(db, in_crate(&of_ann)).await.unwrap();
        failed(ErrorKind::ForeignKey, card.clone().update(db, in_crate(&of_ben)).await);
        failed(ErrorKind::ForeignKey, ann.cards().update_by_id(db, card.id, in_crate(&of_ben)).await);
        failed(ErrorKind::ForeignKey, ann.cards().update(db, in_crate(&of_ben)).await);
        let other = CardCreate { crate_id: Some(of_ben.id), ..CardCreate::new() };
        failed(ErrorKind::ForeignKey, ann.cards().create(db, other.clone().with(server())).await);
        let two = [CardCreate::new().with(server()), other.with(server())];
        failed(ErrorKind::ForeignKey, ann.cards().create_many(db, two).await);
        assert_eq!(Card::unscoped().one(db).await.unwrap(), card);
    }

    async fn a_row_of_two_owners_keeps_both(engine) {
        let env = TestEnv::with(engine, &schema![User, Tenant, Crate, Bin, Drawer, Card]).await;
        let db = &env.db;
        let ann = User::create(db, UserCreate::new()).await.unwrap();
        let near = Tenant::create(db, TenantCreate::new()).await.unwrap();
        let far = Tenant::create(db, TenantCreate::new()).await.unwrap();
        let drawer = near.drawers().create(db, DrawerCreate::new()).await.unwrap();
        let foreign = far.drawers().create(db, DrawerCreate::new()).await.unwrap();
        let server = |tenant: Option<&Tenant>| CardServer { user_id: ann.id, tenant_id: tenant.map(|tenant| tenant.id) };
        let moved = |tenant: &Tenant| CardUpdate::default().with(CardServerUpdate { tenant_id: Set(Some(tenant.id)), ..Default::default() });
        let card_in = |drawer: &Drawer| CardCreate { drawer_id: Some(drawer.id), ..CardCreate::new() };

        // A new row names both, so both are checked through the scope of either.
        let card = ann.cards().create(db, card_in(&drawer).with(server(Some(&near)))).await.unwrap();
        failed(ErrorKind::ForeignKey, ann.cards().create(db, card_in(&foreign).with(server(Some(&near)))).await);
        failed(ErrorKind::ForeignKey, near.cards().create(db, card_in(&foreign).with(server(Some(&near)))).await);
        failed(ErrorKind::Validation, far.cards().create(db, card_in(&foreign).with(server(Some(&near)))).await);
        let many = [card_in(&drawer).with(server(Some(&near))), card_in(&drawer).with(server(Some(&far)))];
        failed(ErrorKind::ForeignKey, ann.cards().create_many(db, many).await);
        // A row without an owner references nothing that has one.
        failed(ErrorKind::ForeignKey, ann.cards().create(db, card_in(&drawer).with(server(None))).await);
        let free = ann.cards().create(db, CardCreate::new().with(server(None))).await.unwrap();
        failed(ErrorKind::ForeignKey, free.clone().update(db, in_drawer(&drawer)).await);
        let free = free.update(db, CardUpdate { number: Set(Some(1)), ..Default::default() }).await.unwrap();
        let given = moved(&near);
        assert_eq!(failed(ErrorKind::Validation, free.clone().update(db, given).await).field(), Some("tenant_id"));
        Card::unscoped().update_by_id(db, free.id, moved(&near)).await.unwrap();
        failed(ErrorKind::NotFound, free.delete(db).await);

        // The row keeps both.
        let card = card.update(db, in_drawer(&drawer)).await.unwrap();
        failed(ErrorKind::ForeignKey, card.clone().update(db, in_drawer(&foreign)).await);
        failed(ErrorKind::Validation, card.clone().update(db, moved(&far)).await);
        failed(ErrorKind::ForeignKey, card.clone().update(db, Card::DRAWER_ID.set(Some(foreign.id))).await);
        failed(ErrorKind::Validation, card.clone().update(db, Card::TENANT_ID.set(Some(far.id))).await);
        // A scope names one of them only: what depends on the other is left to the row.
        for changes in [in_drawer(&drawer), in_drawer(&foreign)] {
            failed(ErrorKind::Misuse, ann.cards().update_by_id(db, card.id, changes.clone()).await);
            failed(ErrorKind::Misuse, ann.cards().update(db, changes).await);
        }
        failed(ErrorKind::Misuse, ann.cards().update(db, moved(&far)).await);
        failed(ErrorKind::ForeignKey, near.cards().filter(Card::ID.eq(card.id)).update(db, in_drawer(&foreign)).await);
        let numbered = CardUpdate { number: Set(Some(7)), ..Default::default() };
        assert_eq!(ann.cards().filter(Card::ID.eq(card.id)).update(db, numbered).await.unwrap(), 1);
        // The control: unscoped writes it.
        Card::unscoped().update_by_id(db, card.id, in_drawer(&foreign)).await.unwrap();
    }

    async fn nothing_is_added_to_the_key_of_an_owner(engine) {
        let env = TestEnv::with(engine, &schema![Counted, Counter]).await;
        let db = &env.db;
        let first = Counted::create(db, CountedCreate::new()).await.unwrap();
        let second = Counted::create(db, CountedCreate::new()).await.unwrap();
        assert_eq!((first.id.get(), second.id.get()), (1, 2));
        let server = CounterServer { owner: 1 };
        let counter = first.counters().create(db, CounterCreate::new().with(server)).await.unwrap();
        // 1 is the key of the owner, and would be taken for the new one.
        let add = || Counter::OWNER.add(1);
        failed(ErrorKind::Misuse, first.counters().update_by_id(db, counter.id, add()).await);
        failed(ErrorKind::Misuse, first.counters().update(db, add()).await);
        failed(ErrorKind::Misuse, counter.clone().update(db, add()).await);
        assert_eq!(first.counters().one(db).await.unwrap().owner, 1);
        // The control.
        assert_eq!(Counter::unscoped().update_by_id(db, counter.id, add()).await.unwrap().owner, 2);
    }
}

#[model(table = "scope_folder", has_many(drafts: Draft::FOLDER_ID))]
#[derive(Debug)]
pub struct Folder {
    pub id: Id<Folder>,
}

/// A row whose owner clients can set.
#[model(table = "scope_draft")]
#[derive(Debug)]
pub struct Draft {
    pub id: Id<Draft>,
    pub title: String,
    pub folder_id: Option<Id<Folder>>,
}

for_each_engine! {
    async fn a_row_that_names_no_owner_belongs_to_the_scope_that_creates_it(engine) {
        let env = TestEnv::with(engine, &schema![Folder, Draft]).await;
        let db = &env.db;
        let folder = Folder::create(db, FolderCreate::new()).await.unwrap();
        let other = Folder::create(db, FolderCreate::new()).await.unwrap();
        let draft = folder.drafts().create(db, DraftCreate::new("a")).await.unwrap();
        assert_eq!(draft.folder_id, Some(folder.id));
        let many = folder.drafts().create_many(db, ["b", "c"].map(DraftCreate::new)).await.unwrap();
        assert!(many.iter().all(|draft| draft.folder_id == Some(folder.id)));
        assert_eq!(folder.drafts().count(db).await.unwrap(), 3);
        let named = DraftCreate { folder_id: Some(other.id), ..DraftCreate::new("d") };
        let error = failed(ErrorKind::Validation, folder.drafts().create(db, named).await);
        assert_eq!(error.field(), Some("folder_id"));
        // Outside of a scope, no owner is none.
        assert_eq!(Draft::create(db, DraftCreate::new("e")).await.unwrap().folder_id, None);
    }
}
