//! The errors of new rows that break constraints.

use crate::driver::sqlx_sqlite::tests::*;

#[model(crate = crate)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shelf {
    pub id: Id<Shelf>,
}

#[model(crate = crate, unique(row, place))]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Jar {
    pub id: Id<Jar>,
    #[field(unique, len(..=20))]
    pub label: String,
    pub row: i32,
    pub place: i32,
    pub shelf: Id<Shelf>,
}

#[tokio::test]
async fn a_conflict_has_its_index_and_comes_before_a_missing_parent() {
    let directory = TempDir::new().unwrap();
    let pool = pool(of_file(directory.path()), 1).await;
    let db = Builder::from(pool.clone()).connect().await.unwrap();
    db.create_all(&crate::schema![Shelf, Jar]).await.unwrap();
    outside(
        &pool,
        "DROP INDEX jar_label_key; CREATE UNIQUE INDEX \"by label\" ON jar (label)",
    )
    .await;
    let shelf = Shelf::create(&db, ShelfCreate::new()).await.unwrap().id;
    let nowhere = Id::now_v7();
    let jar = |label: &str, row: i32, shelf| JarCreate::new(label, row, 1, shelf);
    Jar::create(&db, jar("a", 1, shelf)).await.unwrap();
    for _ in 0..2 {
        let error = Jar::create(&db, jar("a", 2, shelf)).await.unwrap_err();
        assert_eq!(
            (error.field(), error.constraint()),
            (Some("label"), Some("by label"))
        );
        let error = Jar::create(&db, jar("b", 1, shelf)).await.unwrap_err();
        assert_eq!(
            (error.field(), error.constraint()),
            (None, Some("jar_row_place_key"))
        );
    }
    let rows = || [jar("b", 2, nowhere), jar("a", 3, shelf)];
    let error = Jar::create_many(&db, rows()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.field()),
        (ErrorKind::Conflict, Some("label"))
    );
    db.transaction(async |tx| {
        let error = tx
            .savepoint(async |tx| Jar::create_many(tx, rows()).await)
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::Conflict, Some("label"))
        );
        // Foreign keys are checked at once again.
        let orphan = tx
            .savepoint(async |tx| Jar::create(tx, jar("c", 4, nowhere)).await)
            .await;
        assert_eq!(orphan.unwrap_err().kind(), ErrorKind::ForeignKey);
        Jar::create(tx, jar("d", 5, shelf)).await.map(drop)
    })
    .await
    .unwrap();
    let orphan = Jar::create(&db, jar("c", 4, nowhere)).await.unwrap_err();
    assert_eq!(
        (orphan.kind(), orphan.field()),
        (ErrorKind::ForeignKey, Some("shelf"))
    );
    assert_eq!(Jar::count(&db).await.unwrap(), 2);
}
