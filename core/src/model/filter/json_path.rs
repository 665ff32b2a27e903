//! [`JsonPath`]: a path into the JSON documents of a column, and its conditions.

use std::fmt;

use crate::model::Model;
use crate::model::column::Column;
use crate::model::filter::Filter;
use crate::stmt::condition::{Condition, Json as JsonCondition, Scalar, Step};
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::json::Json;

/// A type of column that holds JSON: [`Json`], or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` has no keys",
    label = "not JSON",
    note = "only a column of type `Json<..>` or `Option<Json<..>>` has JSON paths"
)]
pub trait IsJson {}

impl<T> IsJson for Json<T> {}

impl<T> IsJson for Option<Json<T>> {}

/// A path into the JSON of a column of `M`: `Item::META.key("size").index(0)`.
#[derive(Clone)]
#[must_use = "a path has no effect until it is compared: call `eq`, `ne` or `is_null`"]
pub struct JsonPath<M> {
    column: Column<M, ()>,
    steps: Vec<Step>,
}

impl<M: Model, T: IsJson, R> Column<M, T, R> {
    /// Starts a path with the value of a key in an object.
    ///
    /// The database reads the value at the path and compares it with a JSON value: text, a boolean,
    /// a number, or null. Values of different types are different, such as text `"1"` and the
    /// number 1, or `true` and 1; numbers are compared by value. If the path does not exist,
    /// because a key is missing or a value is not an object, no value is equal.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # use std::collections::BTreeMap;
    /// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub sizes: Json<BTreeMap<String, Vec<i32>>> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// Item::create(&db, ItemCreate::new(BTreeMap::from([("in cm".into(), vec![30, 40])]))).await?;
    ///
    /// let wide = Item::SIZES.key("in cm").index(0).eq(30);
    /// assert_eq!(Item::query().filter(wide).count(&db).await?, 1);
    /// assert_eq!(Item::query().filter(Item::SIZES.key("in inches").index(0).eq(30)).count(&db).await?, 0);
    /// # Ok(()) }
    /// ```
    pub fn key(self, key: impl Into<String>) -> JsonPath<M> {
        self.path().key(key)
    }

    /// Starts a path with an element of an array, counted from 0.
    pub fn index(self, index: usize) -> JsonPath<M> {
        self.path().index(index)
    }

    fn path(self) -> JsonPath<M> {
        JsonPath {
            column: Column::at(self.position()),
            steps: Vec::new(),
        }
    }
}

impl<M: Model> JsonPath<M> {
    /// Appends a key of an object to the path.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.steps.push(Step::Key(key.into()));
        self
    }

    /// Appends an index of an array, counted from 0, to the path.
    pub fn index(mut self, index: usize) -> Self {
        self.steps.push(Step::Index(index));
        self
    }

    /// Returns the condition that the value at the path is this one.
    pub fn eq(self, value: impl IntoScalar) -> Filter<M> {
        let scalar = value.into_scalar();
        self.equal(scalar)
    }

    /// Returns the condition that the value at the path is another one, or missing.
    pub fn ne(self, value: impl IntoScalar) -> Filter<M> {
        self.eq(value).not()
    }

    /// Returns the condition that the value at the path is the null of JSON.
    pub fn is_null(self) -> Filter<M> {
        self.equal(Ok(Scalar::Null))
    }

    fn equal(self, scalar: Result<Scalar, Unstorable>) -> Filter<M> {
        let column = self.column;
        let keys = self.steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.clone().into_value().map(drop)),
            Step::Index(_) => None,
        });
        let storable = keys.collect::<Result<Vec<()>, _>>();
        let scalar = storable
            .and(scalar)
            .map_err(|reason| column.invalid(reason));
        Filter::of(scalar.and_then(|scalar| {
            Ok(Condition::Json(Box::new(JsonCondition {
                column: column.def()?,
                path: self.steps,
                scalar,
            })))
        }))
    }
}

/// Prints the length of the path, and no key of it.
impl<M> fmt::Debug for JsonPath<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonPath")
            .field("column", &self.column)
            .field("steps", &self.steps.len())
            .finish()
    }
}

/// A value that the value at a JSON path can be compared with: text, a boolean, or a number.
#[diagnostic::on_unimplemented(
    message = "a value inside JSON cannot be compared with `{Self}`",
    label = "expected text, a `bool` or a number",
    note = "`i16`, `i32`, `i64`, `u8`, `u32` and `f64` are numbers; compare with the null of JSON by `is_null`"
)]
pub trait IntoScalar {
    /// Returns the value as a JSON scalar.
    #[doc(hidden)]
    fn into_scalar(self) -> Result<Scalar, Unstorable>;
}

impl IntoScalar for &str {
    fn into_scalar(self) -> Result<Scalar, Unstorable> {
        self.to_owned().into_scalar()
    }
}

impl IntoScalar for String {
    fn into_scalar(self) -> Result<Scalar, Unstorable> {
        self.clone().into_value()?;
        Ok(Scalar::Text(self))
    }
}

impl IntoScalar for bool {
    fn into_scalar(self) -> Result<Scalar, Unstorable> {
        Ok(Scalar::Bool(self))
    }
}

macro_rules! integer {
    ($($integer:ty),+) => {$(
        impl IntoScalar for $integer {
            fn into_scalar(self) -> Result<Scalar, Unstorable> {
                Ok(Scalar::Integer(i64::from(self)))
            }
        }
    )+};
}

integer!(i16, i32, i64, u8, u32);

impl IntoScalar for f64 {
    fn into_scalar(self) -> Result<Scalar, Unstorable> {
        /// The first whole number after which not every one is a float.
        const END: f64 = 9_007_199_254_740_992.0;
        if !self.is_finite() {
            return Err(Unstorable::new(
                "finite",
                "is a number that JSON cannot represent",
            ));
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "whole, and between the ends"
        )]
        Ok(if self.fract() == 0.0 && (-END..=END).contains(&self) {
            Scalar::Integer(self as i64)
        } else {
            Scalar::Float(self)
        })
    }
}
