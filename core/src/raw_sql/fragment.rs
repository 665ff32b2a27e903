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

/// A condition on rows of `M` in raw SQL; made by [`Filter::raw_sql`].
#[must_use = "a condition does nothing until a query has it: `Model::query().filter(..)`"]
pub struct Fragment<M> {
    text: Cow<'static, str>,
    values: Result<Vec<Value>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Filter<M> {
    /// Returns a condition in raw SQL, for conditions that the typed ones cannot express. Each `?`
    /// is a value to [`bind`](Fragment::bind).
    ///
    /// The text is put in parentheses, and NULL counts as false. Columns are written with their
    /// names in the database; in a condition on related rows the tables have aliases.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # use fivefold::query::Filter;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # for (title, price) in [("lamp", 5), ("armchair", 7)] { Item::create(&db, ItemCreate::new(title, price)).await?; }
    /// let long = Filter::raw_sql("length(title) > ?").bind(5);
    /// let dear = Item::query().filter(Item::PRICE.gt(5).and(long));
    /// assert_eq!(dear.one(&db).await?.title, "armchair");
    /// # Ok(()) }
    /// ```
    pub const fn raw_sql(text: &'static str) -> Fragment<M> {
        Fragment::of(Cow::Borrowed(text))
    }

    /// Does what [`Filter::raw_sql`] does, with text that is built at run time.
    ///
    /// The text becomes part of the statement: never put input into it, bind it.
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
        let condition = Condition::Raw {
            text: self.text,
            values: self.values.map_err(|error| error.to_string()),
        };
        Some(Filter::of(Ok(condition)))
    }
}

/// Prints the text and no values.
impl<M> fmt::Debug for Fragment<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fragment")
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}
