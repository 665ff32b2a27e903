//! [`Fragment`]: a condition in the database's own language, among typed ones.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::model::Model;
use crate::model::filter::{Filter, IntoFilter};
use crate::raw_sql::statement::{Bind, bind};
use crate::stmt::condition::Condition;
use crate::value::Value;

/// A condition in the database's own language; made by [`Filter::raw_sql`].
#[must_use = "a condition does nothing until a query has it: `Model::query().filter(..)`"]
pub struct Fragment<M> {
    text: Cow<'static, str>,
    values: Result<Vec<Value>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Filter<M> {
    /// Returns a condition in the database's own language, to be used where the typed ones end. Each `?` is a value to
    /// [`bind`](Fragment::bind).
    ///
    /// It is put in parentheses and counts as not met where it is unknown. Columns stand under their own names; in a condition on
    /// related rows the tables have other names than their own.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # use fivefold::query::Filter;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64 }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # for (title, price) in [("lamp", 5), ("armchair", 7)] { Item::create(&db, ItemCreate::new(title, price)).await?; }
    /// let long = Filter::raw_sql("length(title) > ?").bind(5);
    /// let dear = Item::query().filter(Item::PRICE.gt(5).and(long));
    /// assert_eq!(dear.one(&db).await?.title, "armchair");
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn raw_sql(text: &'static str) -> Fragment<M> {
        Fragment::of(Cow::Borrowed(text))
    }

    /// Does what [`Filter::raw_sql`] does, with text that is put together at run time.
    ///
    /// Whoever makes part of the text makes part of the statement: let no input in that is not bound.
    pub const fn raw_sql_unchecked(text: String) -> Fragment<M> {
        Fragment::of(Cow::Owned(text))
    }
}

impl<M> Fragment<M> {
    const fn of(text: Cow<'static, str>) -> Self {
        Self {
            text,
            values: Ok(Vec::new()),
            model: PhantomData,
        }
    }

    /// Binds the value of the next `?`.
    pub fn bind(mut self, value: impl Bind) -> Self {
        bind(&mut self.values, value);
        self
    }
}

impl<M: Model> IntoFilter<M> for Fragment<M> {
    fn into_filter(self) -> Option<Filter<M>> {
        let node = Condition::Raw {
            text: self.text,
            values: self.values.map_err(|error| error.to_string()),
        };
        Some(Filter::of(Ok(node)))
    }
}

/// Prints the text and no value.
impl<M> fmt::Debug for Fragment<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fragment")
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}
