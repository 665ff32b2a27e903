//! Constraints have the names that the model gives them, and those that it composes fit.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

#[model(table = "shop_with_a_name_that_leaves_little_room_for_others")]
#[derive(Debug, Clone, PartialEq)]
pub struct Shop {
    pub id: Id<Shop>,
    #[field(unique)]
    pub name_of_the_shop: String,
}

#[model(
    table = "ware_with_a_name_that_leaves_little_room_for_others",
    unique(title, shelf_number, name = "ware_on_shelf"),
    index(shelf_number, title desc, name = "ware_by_shelf")
)]
#[derive(Debug, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Ware {
    pub id: Id<Ware>,
    #[field(unique = "ware_by_code")]
    pub code: String,
    #[field(index = "ware_by_title")]
    pub title: String,
    pub shelf_number: i32,
    #[field(index = "ware_of_shop", foreign_key = "ware_shop", on_delete = restrict)]
    pub shop_id: Id<Shop>,
    #[field(on_delete = restrict)]
    pub shop_that_it_was_bought_from_id: Option<Id<Shop>>,
}

fn ware(code: &str, title: &str, shop: Id<Shop>) -> WareCreate {
    WareCreate::new(code, title, 1, shop)
}

for_each_engine! {
    async fn constraints_have_the_names_that_the_model_gives(engine) {
        let env = TestEnv::empty(engine).await;
        let (db, schema) = (&env.db, schema![Shop, Ware]);
        db.create_all(&schema).await.unwrap();
        db.create_all(&schema).await.unwrap();
        let shop = Shop::create(db, ShopCreate::new("a")).await.unwrap();
        Ware::create(db, ware("1", "lamp", shop.id)).await.unwrap();

        let error = failed(ErrorKind::Conflict, Ware::create(db, ware("1", "chair", shop.id)).await);
        assert_eq!((error.field(), error.constraint()), (Some("code"), Some("ware_by_code")));
        let error = failed(ErrorKind::Conflict, Ware::create(db, ware("2", "lamp", shop.id)).await);
        assert_eq!((error.field(), error.constraint()), (None, Some("ware_on_shelf")));
        let error = failed(ErrorKind::ForeignKey, Ware::create(db, ware("3", "desk", Id::now_v7())).await);
        assert_eq!((error.field(), error.constraint()), (Some("shopId"), Some("ware_shop")));
        let error = failed(ErrorKind::ForeignKey, shop.delete(db).await);
        assert_eq!((error.field(), error.constraint()), (None, Some("ware_shop")));
    }

    async fn a_composed_name_that_is_too_long_is_the_same_everywhere(engine) {
        let env = TestEnv::empty(engine).await;
        let db = &env.db;
        db.create_all(&schema![Shop, Ware]).await.unwrap();
        let [one, other] = ["a", "b"].map(ShopCreate::new);
        let (one, other) = (Shop::create(db, one).await.unwrap(), Shop::create(db, other).await.unwrap());
        let error = failed(ErrorKind::Conflict, Shop::create(db, ShopCreate::new("a")).await);
        assert_eq!(error.field(), Some("name_of_the_shop"));
        assert!(error.constraint().is_some_and(|name| name.len() <= 63), "{error:?}");
        let ware = WareCreate { shop_that_it_was_bought_from_id: Some(other.id), ..ware("1", "lamp", one.id) };
        Ware::create(db, ware.clone()).await.unwrap();
        let missing = WareCreate { code: "2".into(), shelf_number: 2, shop_that_it_was_bought_from_id: Some(Id::now_v7()), ..ware };
        let missing = failed(ErrorKind::ForeignKey, Ware::create(db, missing).await);
        assert_eq!(missing.field(), Some("shopThatItWasBoughtFromId"));
        let referenced = failed(ErrorKind::ForeignKey, other.delete(db).await);
        assert_eq!(referenced.constraint(), missing.constraint(), "one constraint, met from both sides");
        assert!(missing.constraint().is_some_and(|name| name.len() <= 63 && name.ends_with("_fkey")), "{missing:?}");
    }
}
