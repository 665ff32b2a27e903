//! Rows that point to rows of their own table, or to themselves.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub id: Id<Branch>,
    #[field(len(..=20))]
    pub name: String,
    pub parent: Option<Id<Branch>>,
    pub twin: Option<Id<Branch>>,
}

#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub id: Id<Leaf>,
    pub branch: Id<Branch>,
}

/// A row whose key the application chooses.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    #[field(id, len(..=40))]
    pub name: String,
    #[field(references = Term)]
    pub means: Option<String>,
}

async fn branch(db: &Db, name: &str, parent: Option<Id<Branch>>) -> Id<Branch> {
    let new = BranchCreate {
        parent,
        ..BranchCreate::new(name)
    };
    Branch::create(db, new).await.unwrap().id
}

/// Creates a chain of branches, each of which points to the one before.
async fn chain(db: &Db) -> Vec<Id<Branch>> {
    let mut keys = Vec::new();
    for name in ["a", "b", "c", "d"] {
        keys.push(branch(db, name, keys.last().copied()).await);
    }
    keys
}

async fn point(db: &Db, from: Id<Branch>, to: Id<Branch>) {
    let change = BranchUpdate {
        parent: Set(Some(to)),
        twin: Set(Some(to)),
        ..Default::default()
    };
    Branch::update_by_id(db, from, change).await.unwrap();
}

for_each_engine! {
    async fn rows_that_point_to_each_other_were_not_deleted_together(engine) {
        let env = TestEnv::with(engine, &schema![Branch, Leaf]).await;
        let db = &env.db;
        // A row that points to itself.
        let own = branch(db, "own", None).await;
        point(db, own, own).await;
        Branch::delete_by_id(db, own).await.unwrap();
        failed(ErrorKind::NotFound, Branch::delete_by_id(db, own).await);
        // A chain, in every way; also by a condition on what is cleared.
        let keys = chain(db).await;
        assert_eq!(Branch::delete_many(db, keys).await.unwrap(), 4);
        chain(db).await;
        assert_eq!(Branch::query().all_rows().delete(db).await.unwrap(), 4);
        let root = chain(db).await[0];
        assert_eq!(Branch::query().filter(Branch::PARENT.is_not_null()).delete(db).await.unwrap(), 3);
        // Through a relation.
        branch(db, "e", Some(root)).await;
        let below = Branch::query().filter(Branch::PARENT.eq(root));
        assert_eq!(below.delete(db).await.unwrap(), 1);
        // A circle.
        let keys = chain(db).await;
        point(db, keys[0], keys[3]).await;
        assert_eq!(Branch::query().all_rows().delete(db).await.unwrap(), 5);
        // In a transaction, which goes on.
        db.transaction(async |tx| {
            let new = |name| BranchCreate::new(name);
            let one = Branch::create(tx, new("one")).await?.id;
            let own = BranchUpdate { parent: Set(Some(one)), ..Default::default() };
            Branch::update_by_id(tx, one, own).await?;
            Branch::delete_by_id(tx, one).await?;
            Branch::create(tx, new("two")).await.map(drop)
        }).await.unwrap();
        assert_eq!(Branch::query().one(db).await.unwrap().name, "two");
    }

    async fn a_row_that_others_point_to_stays_with_all_that_it_points_to(engine) {
        let env = TestEnv::with(engine, &schema![Branch, Leaf]).await;
        let db = &env.db;
        let keys = chain(db).await;
        let leaf = Leaf::create(db, LeafCreate::new(keys[3])).await.unwrap();
        point(db, keys[0], keys[0]).await;
        let before = Branch::list(db, ..).await.unwrap();
        // A row of another table, and a row of this one that stays.
        failed(ErrorKind::ForeignKey, Branch::query().all_rows().delete(db).await);
        failed(ErrorKind::ForeignKey, Branch::delete_many(db, [keys[0], keys[1]]).await);
        failed(ErrorKind::ForeignKey, Branch::delete_by_id(db, keys[0]).await);
        assert_eq!(Branch::list(db, ..).await.unwrap(), before);
        db.transaction(async |tx| {
            failed(ErrorKind::ForeignKey, tx.savepoint(async |tx| Branch::delete_by_id(tx, keys[0]).await).await);
            Ok(())
        }).await.unwrap();
        assert_eq!(Branch::list(db, ..).await.unwrap(), before);
        leaf.delete(db).await.unwrap();
        assert_eq!(Branch::query().all_rows().delete(db).await.unwrap(), 4);
    }

    async fn new_rows_in_a_circle_are_refused_with_their_field(engine) {
        let env = TestEnv::with(engine, &schema![Term]).await;
        let db = &env.db;
        let term = |name: &str, means: &str| TermCreate { means: Some(means.to_owned()), ..TermCreate::new(name) };
        let before = db.metrics().statements;
        let error = failed(ErrorKind::ForeignKey, Term::create_many(db, [term("a", "b"), term("b", "c"), term("c", "a"), term("d", "a")]).await);
        assert_eq!((error.model(), error.field()), (Some("Term"), Some("means")));
        assert_eq!(db.metrics().statements, before);
        // The control: without the last arrow, in any order, and a row that points to itself.
        Term::create_many(db, [term("d", "a"), term("a", "b"), term("b", "c"), term("c", "c")]).await.unwrap();
        assert_eq!(Term::count(db).await.unwrap(), 4);
        assert_eq!(Term::query().all_rows().delete(db).await.unwrap(), 4);
    }
}
