//! The placeholders of raw SQL.

use std::iter::Peekable;
use std::str::Chars;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;

/// Returns the text with the dialect's placeholders for each `?`, the first of which is number
/// `first`, and how many there are.
///
/// `??` is a question mark. Literals, quoted identifiers and comments are copied unchanged.
pub(crate) fn placed(text: &str, dialect: &Dialect, first: usize) -> Result<(String, usize)> {
    let (mut placed, mut count) = (String::with_capacity(text.len() + 8), 0);
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match letter {
            '?' if letters.next_if_eq(&'?').is_some() => placed.push('?'),
            '?' if letters.peek().is_some_and(char::is_ascii_digit) => {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    "a placeholder has no number; write `?`, and bind the values in the order of the text",
                ));
            }
            '?' => {
                placed.push_str(&dialect.placeholder(first + count));
                count += 1;
            }
            '\'' | '"' | '`' => {
                let escapes = letter != '`'
                    && (dialect.syntax.backslash_escapes
                        || (letter == '\'' && matches!(before, 'e' | 'E')));
                placed.push(letter);
                quoted(letter, escapes, &mut letters, &mut placed);
            }
            '-' if letters.peek() == Some(&'-') => {
                placed.push(letter);
                copy(&mut letters, &mut placed, "\n");
            }
            '/' if letters.peek() == Some(&'*') => {
                placed.push(letter);
                copy(&mut letters, &mut placed, "*/");
            }
            '$' if dialect.syntax.dollar_quotes => {
                placed.push(letter);
                dollar(&mut letters, &mut placed);
            }
            letter => placed.push(letter),
        }
        before = letter;
    }
    Ok((placed, count))
}

/// Refuses a number of values that is not the number of placeholders.
pub(crate) fn check(placeholders: usize, values: usize) -> Result<()> {
    if placeholders == values {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Misuse,
        format!(
            "expected {placeholders} bind values, found {values}; bind one for each `?`, and write `??` for a question mark"
        ),
    ))
}

/// Copies the rest of a quoted text. A doubled quote ends one text and starts another.
fn quoted(quote: char, escapes: bool, letters: &mut Peekable<Chars<'_>>, placed: &mut String) {
    while let Some(letter) = letters.next() {
        placed.push(letter);
        if letter == '\\' && escapes {
            placed.extend(letters.next());
        } else if letter == quote {
            return;
        }
    }
}

/// Copies the text up to this end, and the end.
fn copy(letters: &mut Peekable<Chars<'_>>, placed: &mut String, end: &str) {
    let start = placed.len();
    for letter in letters {
        placed.push(letter);
        if placed
            .get(start..)
            .is_some_and(|taken| taken.ends_with(end))
        {
            return;
        }
    }
}

/// Copies the rest of `$tag$ .. $tag$`, if it is such a literal.
fn dollar(letters: &mut Peekable<Chars<'_>>, placed: &mut String) {
    let mut tag = String::from("$");
    while let Some(letter) = letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_') {
        tag.push(letter);
    }
    placed.push_str(tag.get(1..).unwrap_or_default());
    if letters.next_if_eq(&'$').is_some() {
        placed.push('$');
        tag.push('$');
        copy(letters, placed, &tag);
    }
}

#[cfg(test)]
mod tests {
    use super::placed;
    use crate::sql::dialect::mysql::MYSQL;
    use crate::sql::dialect::postgres::POSTGRES;
    use crate::sql::dialect::sqlite::SQLITE;

    #[test]
    fn values_go_where_a_question_mark_stands_alone() {
        for (text, postgres, count) in [
            ("SELECT ? + ?", "SELECT $3 + $4", 2),
            ("a ?? 'b'", "a ? 'b'", 0),
            ("'?' = ?", "'?' = $3", 1),
            ("'it''s ?' = ?", "'it''s ?' = $3", 1),
            (
                "\"a?\" = ? -- ?\n AND b = ?",
                "\"a?\" = $3 -- ?\n AND b = $4",
                2,
            ),
            ("/* ? ' */ ? /* ?", "/* ? ' */ $3 /* ?", 1),
            ("$$ ? $$ || ?", "$$ ? $$ || $3", 1),
            ("$a$ ? $$ ? $a$ || ?", "$a$ ? $$ ? $a$ || $3", 1),
            ("E'\\'?' || ?", "E'\\'?' || $3", 1),
            ("'\\' || ? || ''", "'\\' || $3 || ''", 1),
            ("'open ?", "'open ?", 0),
            ("", "", 0),
        ] {
            let found = placed(text, &POSTGRES, 3).unwrap();
            assert_eq!(found, (postgres.to_owned(), count), "{text}");
        }
        assert_eq!(
            placed("'\\'?' || ?", &MYSQL, 1).unwrap(),
            ("'\\'?' || ?".to_owned(), 1)
        );
        assert_eq!(
            placed("? || `?`", &SQLITE, 2).unwrap(),
            ("?2 || `?`".to_owned(), 1)
        );
        assert!(placed("SELECT ?1", &SQLITE, 1).is_err());
    }
}
