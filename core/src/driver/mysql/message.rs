//! Extracts names from messages of the server. A message can hold values of the row, which can
//! contain any text: each name is searched where no value can precede it, or where none can follow
//! it.

/// Returns the index of `Duplicate entry '..' for key '..'`, which comes last. MySQL puts the name
/// of the table before it.
pub(super) fn index(message: &str) -> Option<&str> {
    let (_, name) = message.strip_suffix('\'')?.rsplit_once('\'')?;
    name.rsplit('.').next().filter(|name| !name.is_empty())
}

/// Returns the first name in plain quotes: the column of `Column '..' cannot be null`.
pub(super) fn first(message: &str) -> Option<&str> {
    message.split('\'').nth(1).filter(|name| !name.is_empty())
}

/// Returns the constraint of a foreign key:
/// ``.. fails (`database`.`table`, CONSTRAINT `..` FOREIGN KEY ..``.
pub(super) fn foreign_key(message: &str) -> Option<String> {
    identifiers(message).nth(2)
}

/// Returns the constraint of MariaDB's ``CONSTRAINT `..` failed for `database`.`table` ``.
pub(super) fn check(message: &str) -> Option<String> {
    identifiers(message).next()
}

/// Returns the identifiers in backticks, in order. A doubled backtick is a backtick of the name.
fn identifiers(message: &str) -> impl Iterator<Item = String> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let (_, mut tail) = rest.split_once('`')?;
        let mut name = String::new();
        loop {
            let (part, after) = tail.split_once('`')?;
            name.push_str(part);
            match after.strip_prefix('`') {
                Some(after) => {
                    name.push('`');
                    tail = after;
                }
                None => {
                    rest = after;
                    return Some(name);
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_found_behind_every_value() {
        for (message, expected) in [
            (
                "Duplicate entry 'a' for key 'user_email_key'",
                Some("user_email_key"),
            ),
            (
                "Duplicate entry 'a' for key 'user.user_email_key'",
                Some("user_email_key"),
            ),
            ("Duplicate entry '1' for key 'PRIMARY'", Some("PRIMARY")),
            (
                "Duplicate entry '1-2' for key 'user.PRIMARY'",
                Some("PRIMARY"),
            ),
            (
                "Duplicate entry 'x' for key 'y' for key 'user_email_key'",
                Some("user_email_key"),
            ),
            (
                "Duplicate entry ''' for key 'user.user_email_key'",
                Some("user_email_key"),
            ),
            (
                "Duplicate entry '\\x00\\xFF' for key 'user_id_key'",
                Some("user_id_key"),
            ),
            (
                "Doppelter Eintrag 'a' für Schlüssel 'user_email_key'",
                Some("user_email_key"),
            ),
            ("Duplicate entry 'a' for key ''", None),
            ("Duplicate entry 'a", None),
            ("'", None),
            ("", None),
        ] {
            assert_eq!(index(message), expected, "{message}");
        }
    }

    #[test]
    fn a_column_is_found_before_what_follows() {
        for (message, expected) in [
            ("Column 'name' cannot be null", Some("name")),
            ("Field 'name' doesn't have a default value", Some("name")),
            ("Data too long for column 'name' at row 1", Some("name")),
            ("Out of range value for column 'age' at row 2", Some("age")),
            (
                "Check constraint 'user_name_len' is violated.",
                Some("user_name_len"),
            ),
            ("Feld 'name' darf nicht NULL sein", Some("name")),
            ("no name", None),
            ("''", None),
        ] {
            assert_eq!(first(message), expected, "{message}");
        }
    }

    #[test]
    fn a_constraint_is_found_behind_any_name_of_a_database() {
        let says = |database: &str| {
            format!(
                "Cannot add or update a child row: a foreign key constraint fails ({database}.`item`, CONSTRAINT `item_owner_fkey` FOREIGN KEY (`owner`) REFERENCES `user` (`id`))"
            )
        };
        for database in ["`app`", "`a``b`", "`CONSTRAINT ``x`", "```x```"] {
            let found = foreign_key(&says(database));
            assert_eq!(found.as_deref(), Some("item_owner_fkey"), "{database}");
        }
        assert_eq!(foreign_key("a foreign key constraint fails"), None);
        assert_eq!(foreign_key("(`app`.`item`, CONSTRAINT `cut"), None);
        let failed = "CONSTRAINT `user_name_len` failed for `app`.`user`";
        assert_eq!(check(failed).as_deref(), Some("user_name_len"));
        assert_eq!(check("CONSTRAINT failed"), None);
    }
}
