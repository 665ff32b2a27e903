use crate::driver::mysql::classify::*;
use crate::error::kind::ErrorKind;
use crate::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, DbEnum, serde::Serialize, serde::Deserialize)]
#[db(crate = crate)]
enum Mood {
    Good,
    Bad,
}

#[model(crate = crate, table = "person", unique(first, last))]
#[derive(Debug, Clone, PartialEq)]
struct Person {
    id: Id<Person>,
    #[field(unique, len(1..=20))]
    email: String,
    #[field(unique)]
    nick: String,
    first: String,
    last: String,
    age: u32,
    height: i32,
    mood: Mood,
    boss: Option<Id<Person>>,
}

fn found(number: u16, said: &str) -> Option<Error> {
    violation(number, said, Person::table())
}

#[test]
#[rustfmt::skip]
fn a_violation_names_field_and_constraint() {
    let foreign = "a foreign key constraint fails (`app`.`person`, CONSTRAINT `person_boss_fkey` FOREIGN KEY (`boss`) REFERENCES `person` (`id`))";
    for (number, said, kind, field, constraint) in [
        (1062, "Duplicate entry 'a' for key 'person_email_key'", ErrorKind::Conflict, Some("email"), Some("person_email_key")),
        (1062, "Duplicate entry 'a' for key 'person.person_email_key'", ErrorKind::Conflict, Some("email"), Some("person_email_key")),
        (1062, "Duplicate entry 'x' for key 'person_nick_key' for key 'person_email_key'", ErrorKind::Conflict, Some("email"), Some("person_email_key")),
        (1586, "Duplicate entry 'a-b' for key 'person_first_last_key'", ErrorKind::Conflict, None, Some("person_first_last_key")),
        (1062, "Duplicate entry '\\x00\\xFF' for key 'PRIMARY'", ErrorKind::Conflict, Some("id"), Some("person_pkey")),
        (1062, "Duplicate entry 'a' for key 'person.PRIMARY'", ErrorKind::Conflict, Some("id"), Some("person_pkey")),
        (1452, foreign, ErrorKind::ForeignKey, Some("boss"), Some("person_boss_fkey")),
        (1451, foreign, ErrorKind::ForeignKey, None, Some("person_boss_fkey")),
        (1216, "a foreign key constraint fails", ErrorKind::ForeignKey, None, None),
        (1217, "a foreign key constraint fails", ErrorKind::ForeignKey, None, None),
        (4025, "CONSTRAINT `person_email_len` failed for `app`.`person`", ErrorKind::Check, Some("email"), Some("person_email_len")),
        (3819, "Check constraint 'person_age_range' is violated.", ErrorKind::Check, Some("age"), Some("person_age_range")),
        (1048, "Column 'email' cannot be null", ErrorKind::Check, Some("email"), None),
        (1364, "Field 'boss' doesn't have a default value", ErrorKind::Check, Some("boss"), None),
        (1364, "Field 'other' doesn't have a default value", ErrorKind::Check, None, None),
        (1406, "Data too long for column 'email' at row 1", ErrorKind::Check, Some("email"), Some("person_email_len")),
        (1406, "Data too long for column 'mood' at row 1", ErrorKind::Check, Some("mood"), Some("person_mood_check")),
        (1406, "Data too long for column 'nick' at row 1", ErrorKind::Check, Some("nick"), None),
        (1264, "Out of range value for column 'age' at row 1", ErrorKind::Check, Some("age"), Some("person_age_range")),
        (1264, "Out of range value for column 'height' at row 1", ErrorKind::Check, Some("height"), None),
        (1062, "Duplicate entry 'a' for key 'made_by_hand'", ErrorKind::Conflict, None, Some("made_by_hand")),
    ] {
        let error = found(number, said).unwrap();
        assert_eq!(
            (error.kind(), error.field(), error.constraint()),
            (kind, field, constraint),
            "{said}"
        );
    }
}

#[test]
fn what_the_model_does_not_know_is_left_to_the_number() {
    for (number, said) in [
        (1062, "Duplicate entry 'a' for k"),
        (1406, "Data too long for column 'other' at row 1"),
        (1213, "Deadlock found"),
    ] {
        assert!(found(number, said).is_none(), "{said}");
    }
}

#[test]
fn no_value_of_a_message_reaches_the_error() {
    for (number, said) in [
        (1062, "Duplicate entry 'canary' for key 'person_email_key'"),
        (
            1366,
            "Incorrect string value: 'canary' for column `app`.`person`.`email` at row 1",
        ),
        (
            1292,
            "Incorrect datetime value: 'canary' for column `app`.`person`.`at` at row 1",
        ),
        (1644, "canary"),
    ] {
        let error = found(number, said).unwrap_or_else(|| {
            classify_code(number, Some("45000"), said)
                .0
                .error(Some(Person::table()))
        });
        assert!(!format!("{error} {error:?}").contains("canary"), "{said}");
    }
}

#[test]
#[rustfmt::skip]
fn a_number_says_what_is_wrong_and_how_far_it_reaches() {
    use Failure as C;
    for (number, state, said, condition, scope) in [
        (1213, "40001", "Deadlock found", C::WriteConflict, FaultScope::Transaction),
        (1020, "HY000", "Record has changed since last read", C::WriteConflict, FaultScope::Transaction),
        (3101, "40000", "Plugin instructed the server to rollback", C::WriteConflict, FaultScope::Transaction),
        (1206, "HY000", "The total number of locks exceeds", C::OutOfMemory, FaultScope::Transaction),
        (1205, "HY000", "Lock wait timeout exceeded", C::LockTimeout, FaultScope::Statement),
        (3572, "HY000", "Statement aborted because lock(s) could not be acquired", C::LockTimeout, FaultScope::Statement),
        (1969, "70100", "max_statement_time exceeded", C::StatementTimeout, FaultScope::Statement),
        (3024, "HY000", "maximum statement execution time exceeded", C::StatementTimeout, FaultScope::Statement),
        (1317, "70100", "Query execution was interrupted", C::StatementTimeout, FaultScope::Statement),
        (1114, "HY000", "The table is full", C::DiskFull, FaultScope::Statement),
        (1038, "HY001", "Out of sort memory", C::OutOfMemory, FaultScope::Statement),
        (1040, "08004", "Too many connections", C::TooManyConnections, FaultScope::Statement),
        (1203, "42000", "more than 'max_user_connections'", C::TooManyConnections, FaultScope::Statement),
        (1461, "42000", "Can't create more than max_prepared_stmt_count", C::TooManyStatements, FaultScope::Statement),
        (1045, "28000", "Access denied", C::LoginRefused, FaultScope::Statement),
        (1044, "42000", "Access denied for user to database", C::PermissionDenied, FaultScope::Statement),
        (1142, "42000", "SELECT command denied", C::PermissionDenied, FaultScope::Statement),
        (1049, "42000", "Unknown database", C::UnknownDatabase, FaultScope::Statement),
        (1146, "42S02", "Table doesn't exist", C::MissingTable, FaultScope::Statement),
        (1054, "42S22", "Unknown column", C::MissingColumn, FaultScope::Statement),
        (1615, "HY000", "Prepared statement needs to be re-prepared", C::TableChanged, FaultScope::Statement),
        (1243, "HY000", "Unknown prepared statement handler", C::UnknownStatement, FaultScope::Server),
        (1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes", C::TooLarge, FaultScope::Server),
        (1301, "HY000", "larger than max_allowed_packet", C::TooLarge, FaultScope::Statement),
        (1366, "22007", "Incorrect string value", C::TypeMismatch, FaultScope::Statement),
        (1364, "HY000", "doesn't have a default value", C::OtherConstraint, FaultScope::Statement),
        (4025, "23000", "CONSTRAINT failed", C::OtherConstraint, FaultScope::Statement),
        (1290, "HY000", "The MariaDB server is running with the --read-only option so it cannot execute this statement", C::ReadOnly, FaultScope::Server),
        (1290, "HY000", "The MySQL server is running with the --super-read-only option", C::ReadOnly, FaultScope::Server),
        (1290, "HY000", "The server is running with the --secure-file-priv option", C::Unknown, FaultScope::Statement),
        (1792, "25006", "Cannot execute statement in a READ ONLY transaction", C::ReadOnly, FaultScope::Server),
        (1836, "HY000", "Running in read-only mode", C::ReadOnly, FaultScope::Server),
        (1047, "08S01", "WSREP has not yet prepared node for application use", C::NotReady, FaultScope::Server),
        (1296, "HY000", "Got error 193 'Cannot delete more than 15 levels' from InnoDB", C::Unknown, FaultScope::Statement),
        (4042, "HY000", "Syntax error in JSON path", C::Unknown, FaultScope::Statement),
        (1436, "HY000", "Thread stack overrun", C::TooLarge, FaultScope::Statement),
        (1452, "23000", "Cannot add or update a child row", C::ForeignKey, FaultScope::Statement),
        (9999, "HY000", "a plugin says no", C::Unknown, FaultScope::Statement),
        (1053, "08S01", "Server shutdown in progress", C::ConnectionClosed, FaultScope::Lost),
        (1927, "70100", "Connection was killed", C::ConnectionClosed, FaultScope::Lost),
        (1158, "08S01", "Got an error reading communication packets", C::ConnectionClosed, FaultScope::Lost),
        (1180, "HY000", "Got error 5 during COMMIT", C::Unknown, FaultScope::Lost),
        (1026, "HY000", "Error writing file 'binlog'", C::Unknown, FaultScope::Lost),
        (3100, "HY000", "Error on observer while running replication hook 'before_commit'.", C::Unknown, FaultScope::Lost),
        (1305, "42000", "SAVEPOINT fivefold does not exist", C::TransactionAborted, FaultScope::Lost),
        (1305, "42000", "PROCEDURE app.x does not exist", C::Unknown, FaultScope::Statement),
        (1064, "42000", "You have an error in your SQL syntax", C::Unknown, FaultScope::Statement),
        (1644, "45000", "a trigger says no", C::TriggerRefused, FaultScope::Statement),
        (1467, "HY000", "Failed to read auto-increment value", C::KeysExhausted, FaultScope::Statement),
        // The control: after one during a commit, the write may have happened.
        (9999, "08S01", "the connection says no", C::Unknown, FaultScope::Lost),
    ] {
        assert_eq!(
            classify_code(number, Some(state), said),
            (condition, scope),
            "{number} {said}"
        );
    }
    assert_eq!(
        classify_code(1156, None, "Got packets out of order").1,
        FaultScope::Lost
    );
    assert_eq!(classify_code(9999, None, "").1, FaultScope::Statement);
}

/// Only these numbers say that a connection ended, or that a commit failed half-way.
#[test]
fn a_rejection_by_the_server_is_never_unknown() {
    let unknown: Vec<u16> = (1..=u16::MAX)
        .filter(|number| classify_code(*number, Some("HY000"), "canary").1 == FaultScope::Lost)
        .collect();
    let mut expected = vec![1026, 1053, 1077, 1079, 1080, 1152];
    expected.extend(1154..=1161);
    expected.extend([1180, 1181, 1184, 1927, 2006, 2013, 2055, 3032, 3100, 4031]);
    assert_eq!(unknown, expected);
}
