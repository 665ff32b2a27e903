//! SQL that is not SQL, because it is bound: 300 texts that break out of something on one engine or
//! another.

/// Text that ends a literal, an identifier, a comment or a statement, on some engine and in some
/// mode.
#[rustfmt::skip]
const BREAKERS: &[&str] = &[
    "'", "\"", "`", "]", "\\'", "\\\"", "''", "')", "'))", "\"))", "';", "\\", "$$", "$tag$", "*/", "\n", "\u{bf}'", "\u{2019}", "\u{ff07}", "%27", "&#39;",
];

/// Harmful SQL to follow it, with a comment that hides the rest.
#[rustfmt::skip]
const PAYLOADS: &[&str] = &[
    " OR 1=1 -- ",
    " OR '1'='1",
    " UNION SELECT id, email FROM \"user\" -- ",
    "; DROP TABLE \"doc\"; -- ",
    "; DELETE FROM user WHERE ''='' /*",
    "; UPDATE \"user\" SET is_superuser = 1 #",
    " || (SELECT group_concat(sql) FROM sqlite_schema) || ",
    " AND sleep(5) -- -",
    "; PRAGMA writable_schema = ON; -- ",
    " RETURNING * -- ",
    "; ROLLBACK; -- ",
    ") VALUES (1), (2) -- ",
    " COLLATE NOCASE OR true /*!50000 */",
];

/// Alone, in no scheme.
#[rustfmt::skip]
const ALONE: &[&str] = &[
    "?", "?1", "??", "$1", "$2", ":slug", "@slug", "@@version", ":1", "%s", "%(slug)s", "{0}", "{slug}", "#{slug}", "${slug}", "NULL", "null", "DEFAULT",
    "CURRENT_TIMESTAMP", "x'00'", "X'41'", "0x41", "E'\\x41'", "U&'\\0041'", "N'text'", "_utf8'text'", "b'1'", "1e1", "1; SELECT 1", "--", "-- ", "/*", "/* */",
    "#", ";", ";;", "'; --", "1' AND '1'='1", "1 AND 1=1", "admin'--", "admin' #", "admin'/*", "' OR ''='", "'='", "'-'", "'*'", "'^'", "'&'", "' '", "'+'a'+'",
    "'||'a'||'", "CONCAT('a','b')", "char(39)", "CHR(39)||CHR(39)", "unhex('27')", "load_extension('x')", "readfile('/etc/passwd')", "ATTACH DATABASE 'x' AS y",
    "SAVEPOINT a", "RELEASE fivefold_statement", "ROLLBACK TO fivefold_statement", "COMMIT", "BEGIN", "END;", "VACUUM INTO 'x'", "pg_sleep(5)", "; WAITFOR DELAY '0:0:5'",
    "'; EXEC xp_cmdshell('x') --", "1 PROCEDURE ANALYSE()", "INTO OUTFILE '/tmp/x'", "LOAD DATA INFILE 'x'", "COPY t FROM PROGRAM 'x'", "\u{bf}\u{27}", "\u{a5}'",
    "+ADw-script+AD4-", "+ACc-", "%bf%27", "%c0%a7", "\\u0027", "\\x27", "\\047", "\\0", "\\%", "\\_", "'\n--\n", "\"\u{8}", "a'b\"c`d", "Robert'); DROP TABLE students;--",
    "\u{2018}quoted\u{2019}", "\u{2032}", "\u{201a}", "\u{ff02}", "\u{fe63}\u{fe63}", "\u{2010}\u{2010}", "\u{37e}", "<script>alert('x')</script>", "../../etc/passwd",
];

pub fn corpus() -> Vec<String> {
    let broken = BREAKERS.iter().flat_map(|breaker| {
        PAYLOADS
            .iter()
            .map(move |payload| format!("x{breaker}{payload}"))
    });
    broken
        .chain(ALONE.iter().map(|text| (*text).to_owned()))
        .collect()
}

for_each_db! {
    async fn three_hundred_injections_are_plain_text(env) {
        let corpus = corpus();
        assert!(corpus.len() >= 300, "{}", corpus.len());
        crate::corpus::all_slots(env, &corpus).await;
    }
}

/// The control: without binding, this corpus does break out.
#[test]
fn the_corpus_breaks_a_statement_that_is_put_together() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE doc (slug TEXT); INSERT INTO doc VALUES ('a')")
        .unwrap();
    let mut broken = 0;
    for text in corpus() {
        let sql = format!("SELECT count(*) FROM doc WHERE slug = '{text}'");
        let as_text = connection
            .query_row(&sql, [], |row| row.get::<_, i64>(0))
            .is_ok_and(|count| count == 0);
        broken += i32::from(!as_text);
    }
    assert!(broken > 100, "{broken}");
}
