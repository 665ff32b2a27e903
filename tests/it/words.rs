//! Every word that SQL keeps for itself, on any of the engines, is a column here like any other.

use fivefold::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::TestEnv;

/// Makes models of optional columns, each named by a word that is reserved on some engine.
macro_rules! words {
    ($($model:ident $create:ident $update:ident $public:ident { $($field:ident $word:literal)+ })+) => {
        $(
            #[model]
            #[derive(Debug, Clone, PartialEq)]
            #[allow(dead_code, reason = "the column constants are not used, and names that come through a macro are linted")]
            pub struct $model {
                pub id: Id<$model, i64>,
                $(#[field(column = $word)] pub $field: Option<i32>,)+
            }
        )+

        const WORDS: &[&str] = &[$($($word),+),+];

        /// Writes, changes and reads every column, and finds each where it should be.
        async fn every_word(env: &TestEnv) {
            env.db.create_all(&schema![$($model),+]).await.unwrap();
            $(Box::pin(async {
                let fields = [$(stringify!($field)),+];
                let body = |from: usize| Value::Object(fields.iter().enumerate().map(|(at, field)| ((*field).to_owned(), json!(from + at))).collect::<Map<_, _>>());
                let create: $create = serde_json::from_value(body(1)).unwrap();
                let row = $model::create(&env.db, create).await.unwrap();
                let change: $update = serde_json::from_value(body(1_001)).unwrap();
                let row = row.update(&env.db, change).await.unwrap();
                assert_eq!($model::get(&env.db, row.id).await.unwrap(), row);
                assert_eq!($model::list(&env.db, ..).await.unwrap(), [row.clone()]);
                let shown = serde_json::to_value($public::from(&row)).unwrap();
                for (at, field) in fields.iter().enumerate() {
                    assert_eq!(shown[field], json!(1_001 + at));
                }
                $(
                    let one = $model::update_by_id(&env.db, row.id, $update { $field: Set(None), ..Default::default() }).await.unwrap();
                    assert_eq!(one.$field, None, $word);
                )+
                if let Some(raw) = env.raw_connection() {
                    let table = stringify!($model).replace("Words", "words_").to_lowercase();
                    assert_eq!(raw.columns(&table)[1..], [$($word),+]);
                }
                row.delete(&env.db).await.unwrap();
            }).await;)+
        }
    };
}

words! {
    WordsA WordsACreate WordsAUpdate WordsAPublic {
        f0 "abort" f1 "accessible" f2 "action" f3 "add" f4 "after" f5 "all" f6 "alter" f7 "always" f8 "analyse" f9 "analyze" f10 "and"
        f11 "any" f12 "array" f13 "as" f14 "asc" f15 "asensitive" f16 "asymmetric" f17 "attach" f18 "authorization" f19 "autoincrement"
        f20 "before" f21 "begin" f22 "between" f23 "bigint" f24 "binary" f25 "blob" f26 "both" f27 "by" f28 "call" f29 "cascade"
        f30 "case" f31 "cast" f32 "change" f33 "char" f34 "character" f35 "check" f36 "collate" f37 "collation" f38 "column"
        f39 "commit" f40 "concurrently" f41 "condition" f42 "conflict" f43 "constraint" f44 "continue" f45 "convert" f46 "create"
        f47 "cross" f48 "cube" f49 "cume_dist" f50 "current" f51 "current_catalog" f52 "current_date" f53 "current_role"
        f54 "current_schema" f55 "current_time" f56 "current_timestamp" f57 "current_user" f58 "cursor" f59 "database"
    }
    WordsB WordsBCreate WordsBUpdate WordsBPublic {
        f0 "databases" f1 "day_hour" f2 "day_microsecond" f3 "day_minute" f4 "day_second" f5 "dec" f6 "decimal" f7 "declare"
        f8 "default" f9 "deferrable" f10 "deferred" f11 "delayed" f12 "delete" f13 "dense_rank" f14 "desc" f15 "describe" f16 "detach"
        f17 "deterministic" f18 "distinct" f19 "distinctrow" f20 "div" f21 "do" f22 "do_domain_ids" f23 "double" f24 "drop" f25 "dual"
        f26 "each" f27 "else" f28 "elseif" f29 "empty" f30 "enclosed" f31 "end" f32 "escape" f33 "escaped" f34 "except" f35 "exclude"
        f36 "exclusive" f37 "exists" f38 "exit" f39 "explain" f40 "fail" f41 "false" f42 "fetch" f43 "filter" f44 "first"
        f45 "first_value" f46 "float" f47 "float4" f48 "float8" f49 "following" f50 "for" f51 "force" f52 "foreign" f53 "freeze"
        f54 "from" f55 "full" f56 "fulltext" f57 "function" f58 "generated" f59 "get"
    }
    WordsC WordsCCreate WordsCUpdate WordsCPublic {
        f0 "glob" f1 "grant" f2 "group" f3 "grouping" f4 "groups" f5 "having" f6 "high_priority" f7 "hour_microsecond" f8 "hour_minute"
        f9 "hour_second" f10 "if" f11 "ignore" f12 "ignore_domain_ids" f13 "ignore_server_ids" f14 "ilike" f15 "immediate" f16 "in"
        f17 "index" f18 "indexed" f19 "infile" f20 "initially" f21 "inner" f22 "inout" f23 "insensitive" f24 "insert" f25 "instead"
        f26 "int" f27 "int1" f28 "int2" f29 "int3" f30 "int4" f31 "int8" f32 "integer" f33 "intersect" f34 "interval" f35 "into"
        f36 "io_after_gtids" f37 "io_before_gtids" f38 "is" f39 "isnull" f40 "iterate" f41 "join" f42 "json_table" f43 "key" f44 "keys"
        f45 "kill" f46 "lag" f47 "last" f48 "last_value" f49 "lateral" f50 "lead" f51 "leading" f52 "leave" f53 "left" f54 "like"
        f55 "limit" f56 "linear" f57 "lines" f58 "load" f59 "localtime"
    }
    WordsD WordsDCreate WordsDUpdate WordsDPublic {
        f0 "localtimestamp" f1 "lock" f2 "long" f3 "longblob" f4 "longtext" f5 "loop" f6 "low_priority" f7 "manual" f8 "master_bind"
        f9 "master_heartbeat_period" f10 "master_ssl_verify_server_cert" f11 "match" f12 "materialized" f13 "maxvalue" f14 "mediumblob"
        f15 "mediumint" f16 "mediumtext" f17 "middleint" f18 "minute_microsecond" f19 "minute_second" f20 "mod" f21 "modifies"
        f22 "natural" f23 "no" f24 "no_write_to_binlog" f25 "not" f26 "nothing" f27 "notnull" f28 "nth_value" f29 "ntile" f30 "null"
        f31 "nulls" f32 "numeric" f33 "of" f34 "offset" f35 "on" f36 "only" f37 "optimize" f38 "optimizer_costs" f39 "option"
        f40 "optionally" f41 "or" f42 "order" f43 "others" f44 "out" f45 "outer" f46 "outfile" f47 "over" f48 "overlaps"
        f49 "page_checksum" f50 "parallel" f51 "parse_gcol_expr" f52 "parse_vcol_expr" f53 "partition" f54 "percent_rank" f55 "placing"
        f56 "plan" f57 "position" f58 "pragma" f59 "preceding"
    }
    WordsE WordsECreate WordsEUpdate WordsEPublic {
        f0 "precision" f1 "primary" f2 "procedure" f3 "purge" f4 "qualify" f5 "query" f6 "raise" f7 "range" f8 "rank" f9 "read"
        f10 "read_write" f11 "reads" f12 "real" f13 "recursive" f14 "ref_system_id" f15 "references" f16 "regexp" f17 "reindex"
        f18 "release" f19 "rename" f20 "repeat" f21 "replace" f22 "require" f23 "resignal" f24 "restrict" f25 "return" f26 "returning"
        f27 "revoke" f28 "right" f29 "rlike" f30 "rollback" f31 "row" f32 "row_number" f33 "rownum" f34 "rows" f35 "savepoint"
        f36 "schema" f37 "schemas" f38 "second_microsecond" f39 "select" f40 "sensitive" f41 "separator" f42 "session_user" f43 "set"
        f44 "show" f45 "signal" f46 "similar" f47 "smallint" f48 "some" f49 "spatial" f50 "specific" f51 "sql" f52 "sql_big_result"
        f53 "sql_calc_found_rows" f54 "sql_small_result" f55 "sqlexception" f56 "sqlstate" f57 "sqlwarning" f58 "ssl" f59 "starting"
    }
    WordsF WordsFCreate WordsFUpdate WordsFPublic {
        f0 "stats_auto_recalc" f1 "stored" f2 "straight_join" f3 "symmetric" f4 "system" f5 "system_user" f6 "table" f7 "tablesample"
        f8 "temp" f9 "temporary" f10 "terminated" f11 "then" f12 "ties" f13 "tinyblob" f14 "tinyint" f15 "tinytext" f16 "to"
        f17 "trailing" f18 "transaction" f19 "trigger" f20 "true" f21 "unbounded" f22 "undo" f23 "union" f24 "unique" f25 "unlock"
        f26 "unsigned" f27 "update" f28 "usage" f29 "use" f30 "user" f31 "using" f32 "utc_date" f33 "utc_time" f34 "utc_timestamp"
        f35 "vacuum" f36 "values" f37 "varbinary" f38 "varchar" f39 "varcharacter" f40 "variadic" f41 "varying" f42 "verbose"
        f43 "view" f44 "virtual" f45 "when" f46 "where" f47 "while" f48 "window" f49 "with" f50 "without" f51 "write" f52 "xor"
        f53 "year_month" f54 "zerofill"
    }
}

for_each_db! {
    async fn every_reserved_word_is_a_column(env) {
        assert!(WORDS.len() >= 300, "{}", WORDS.len());
        assert!(WORDS.is_sorted());
        every_word(env).await;
    }

    async fn names_that_sqlite_gives_a_meaning_are_columns(env) {
        env.db.create_all(&schema![Meanings]).await.unwrap();
        let create = |unique: &str| MeaningsCreate { rowid: Some("r".into()), oid: Some("o".into()), _rowid_: Some("_".into()), ..MeaningsCreate::new(unique) };
        let rows = Meanings::create_many(&env.db, [create("a"), create("b")]).await.unwrap();
        let changed = rows[0].clone().update(&env.db, MeaningsUpdate { rowid: Set(None), ..Default::default() }).await.unwrap();
        assert_eq!((changed.rowid.as_deref(), changed.oid.as_deref()), (None, Some("o")));
        assert_eq!(Meanings::find_by(&env.db, Meanings::CONSTRAINT, "b").await.unwrap(), Some(rows[1].clone()));
        let clash = Meanings::create(&env.db, MeaningsCreate::new("b")).await.unwrap_err();
        assert_eq!((clash.kind(), clash.field(), clash.constraint()), (ErrorKind::Conflict, Some("constraint"), Some("meanings_constraint_key")));
        rows[1].clone().delete(&env.db).await.unwrap();
        assert_eq!(Meanings::count(&env.db).await.unwrap(), 1);
    }
}

/// Columns under the other names of SQLite's row numbers.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Meanings {
    pub id: Id<Meanings>,
    pub rowid: Option<String>,
    pub oid: Option<String>,
    pub _rowid_: Option<String>,
    #[field(unique)]
    pub constraint: String,
}
