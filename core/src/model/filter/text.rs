//! The operators of text columns.

use crate::model::Model;
use crate::model::column::Column;
use crate::model::filter::Filter;
use crate::stmt::condition::Condition;
use crate::stmt::operator::{Comparison, Operator, Part};
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::types::text::storable_text;

/// A type that text columns hold: `String`, also in a newtype or an `Option`.
#[diagnostic::on_unimplemented(
    message = "this column holds `{Self}`, not text",
    label = "not a text column"
)]
pub trait IsText {}

impl IsText for String {}

/// A type whose columns have the method `like`: none.
#[diagnostic::on_unimplemented(
    message = "there is no `like`",
    label = "write `contains`, `starts_with` or `ends_with`",
    note = "no character of their argument is a wildcard; behind `_ignore_ascii_case` of each, `A` is `a`"
)]
pub trait HasLike {}

/// No character of the argument is a wildcard, also not `%`, `_` and `*`. Text is compared by code
/// points, so `e` is not `é`. The methods that ignore case do so for `A` to `Z` only, as
/// [`str::eq_ignore_ascii_case`] does, because databases do not agree on any other letter.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Item]).await?;
/// Item::create(&db, ItemCreate::new("100% Wool")).await?;
/// for (filter, found) in [
///     (Item::TITLE.contains("0% W"), 1),
///     (Item::TITLE.contains("1%Wool"), 0),
///     (Item::TITLE.starts_with("100"), 1),
///     (Item::TITLE.ends_with("wool"), 0),
///     (Item::TITLE.ends_with_ignore_ascii_case("wool"), 1),
/// ] {
///     assert_eq!(Item::query().filter(filter).count(&db).await?, found);
/// }
/// # Ok(()) }
/// ```
impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Returns the condition that the text contains this one.
    pub fn contains(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::Any, text.into(), false)
    }

    /// Refuses to compile, with the methods to use instead.
    #[doc(hidden)]
    pub fn like(self, _: impl Into<String>) -> Filter<M>
    where
        T: HasLike,
    {
        Filter::any_of([])
    }

    /// Returns the condition that the text starts with this one. An index on the column is used.
    pub fn starts_with(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::Start, text.into(), false)
    }

    /// Returns the condition that the text ends with this one.
    pub fn ends_with(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::End, text.into(), false)
    }

    /// Returns the condition that the text is this one, ignoring the case of `A` to `Z`.
    pub fn eq_ignore_ascii_case(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::Whole, text.into(), true)
    }

    /// Returns the condition that the text contains this one, ignoring the case of `A` to `Z`.
    pub fn contains_ignore_ascii_case(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::Any, text.into(), true)
    }

    /// Returns the condition that the text starts with this one, ignoring the case of `A` to `Z`.
    pub fn starts_with_ignore_ascii_case(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::Start, text.into(), true)
    }

    /// Returns the condition that the text ends with this one, ignoring the case of `A` to `Z`.
    pub fn ends_with_ignore_ascii_case(self, text: impl Into<String>) -> Filter<M>
    where
        T::Repr: IsText,
    {
        self.text(Part::End, text.into(), true)
    }

    fn text(self, part: Part, text: String, ignores_case: bool) -> Filter<M> {
        Filter::of(self.def().and_then(|column| {
            text_condition(column, part, text, ignores_case).map_err(|reason| self.invalid(reason))
        }))
    }
}

/// Returns the condition that a part of the column's text is this one.
pub(crate) fn text_condition(
    column: &'static ColumnDef,
    part: Part,
    mut text: String,
    ignores_case: bool,
) -> Result<Condition, Unstorable> {
    storable_text(&text)?;
    if text.is_empty() && part != Part::Whole {
        return Ok(Condition::column(column, Operator::Null { is: false }));
    }
    if ignores_case {
        text.make_ascii_lowercase();
    } else if part == Part::Start {
        let bound = |comparison, text| {
            Condition::column(column, Operator::Compare(comparison, Value::Text(text)))
        };
        // Two bounds can use an index.
        let less = next_prefix(&text).map(|next_prefix| bound(Comparison::Less, next_prefix));
        let least = bound(Comparison::AtLeast, text);
        return Ok(Condition::All([least].into_iter().chain(less).collect()));
    }
    let operator = Operator::Text {
        part,
        text,
        ignores_case,
    };
    Ok(Condition::column(column, operator))
}

/// Returns the least text that is greater than all texts with this start; none where there is no
/// such text.
fn next_prefix(start: &str) -> Option<String> {
    let mut text = start.to_owned();
    while let Some(last) = text.pop() {
        let next = match last {
            // The code points in between are surrogates, which are no characters.
            '\u{d7ff}' => Some('\u{e000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::next_prefix;

    #[test]
    fn the_next_prefix_is_the_least_text_after_all_texts_with_the_prefix() {
        for (start, expected) in [
            ("a", Some("b")),
            ("az", Some("a{")),
            ("é", Some("ê")),
            ("\u{7f}", Some("\u{80}")),
            ("\u{d7ff}", Some("\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}\u{10ffff}", None),
            ("", None),
        ] {
            assert_eq!(next_prefix(start).as_deref(), expected);
        }
    }

    #[test]
    fn a_text_has_the_prefix_if_it_lies_between_the_two_bounds() {
        let texts = [
            "",
            "a",
            "ab",
            "a\u{10ffff}",
            "b",
            "é",
            "éa",
            "\u{d7ff}x",
            "\u{10ffff}z",
        ];
        for start in texts.iter().filter(|start| !start.is_empty()) {
            let end = next_prefix(start);
            for text in texts {
                let is_between = text >= *start && end.as_deref().is_none_or(|end| text < end);
                assert_eq!(is_between, text.starts_with(start), "{start:?} {text:?}");
            }
        }
    }
}
