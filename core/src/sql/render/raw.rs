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
pub(crate) fn with_placeholders(
    text: &str,
    dialect: &Dialect,
    first: usize,
) -> Result<(String, usize)> {
    let (mut sql, mut count) = (String::with_capacity(text.len() + 8), 0);
    let mut characters = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        match character {
            '?' if characters.next_if_eq(&'?').is_some() => sql.push('?'),
            '?' if characters.peek().is_some_and(char::is_ascii_digit) => {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    "a placeholder has no number; write `?`, and bind the values in the order of the text",
                ));
            }
            '?' => {
                sql.push_str(&dialect.placeholder(first + count));
                count += 1;
            }
            '\'' | '"' | '`' => {
                let escapes = character != '`'
                    && (dialect.syntax.backslash_escapes
                        || (character == '\'' && matches!(before, 'e' | 'E')));
                sql.push(character);
                quoted(character, escapes, &mut characters, &mut sql);
            }
            '-' if characters.peek() == Some(&'-') => {
                sql.push(character);
                copy(&mut characters, &mut sql, "\n");
            }
            '/' if characters.peek() == Some(&'*') => {
                sql.push(character);
                copy(&mut characters, &mut sql, "*/");
            }
            '$' if dialect.syntax.dollar_quotes => {
                sql.push(character);
                dollar(&mut characters, &mut sql);
            }
            character => sql.push(character),
        }
        before = character;
    }
    Ok((sql, count))
}

/// Rejects a number of values that is not the number of placeholders.
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
fn quoted(quote: char, escapes: bool, characters: &mut Peekable<Chars<'_>>, sql: &mut String) {
    while let Some(character) = characters.next() {
        sql.push(character);
        if character == '\\' && escapes {
            sql.extend(characters.next());
        } else if character == quote {
            return;
        }
    }
}

/// Copies the text up to this end, and the end.
fn copy(characters: &mut Peekable<Chars<'_>>, sql: &mut String, end: &str) {
    let start = sql.len();
    for character in characters {
        sql.push(character);
        if sql.get(start..).is_some_and(|taken| taken.ends_with(end)) {
            return;
        }
    }
}

/// Copies the rest of `$tag$ .. $tag$`, if it is such a literal.
fn dollar(characters: &mut Peekable<Chars<'_>>, sql: &mut String) {
    let mut tag = String::from("$");
    while let Some(character) =
        characters.next_if(|character| character.is_alphanumeric() || *character == '_')
    {
        tag.push(character);
    }
    sql.push_str(tag.get(1..).unwrap_or_default());
    if characters.next_if_eq(&'$').is_some() {
        sql.push('$');
        tag.push('$');
        copy(characters, sql, &tag);
    }
}

#[cfg(test)]
mod tests {
    use super::with_placeholders;
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
            let found = with_placeholders(text, &POSTGRES, 3).unwrap();
            assert_eq!(found, (postgres.to_owned(), count), "{text}");
        }
        assert_eq!(
            with_placeholders("'\\'?' || ?", &MYSQL, 1).unwrap(),
            ("'\\'?' || ?".to_owned(), 1)
        );
        assert_eq!(
            with_placeholders("? || `?`", &SQLITE, 2).unwrap(),
            ("?2 || `?`".to_owned(), 1)
        );
        assert!(with_placeholders("SELECT ?1", &SQLITE, 1).is_err());
    }
}
