use crate::driver::mysql::server::*;

impl Server {
    pub(in crate::driver::mysql) fn of(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(variables.iter().map(owned).collect())
    }
}

/// Returns a suitable server and session, with these variables changed. An empty value removes the
/// variable.
fn server(changes: &[(&str, &str)]) -> Server {
    let sound = [
        ("version", "10.11.19-MariaDB-0+deb12u1"),
        ("idle_transaction_timeout", "0"),
        ("innodb_flush_log_at_trx_commit", "1"),
        ("innodb_doublewrite", "ON"),
        ("innodb_flush_method", "O_DIRECT"),
        ("innodb_force_recovery", "0"),
        ("log_bin", "OFF"),
        ("sync_binlog", "0"),
        ("max_allowed_packet", "16777216"),
        ("read_only", "OFF"),
        ("wsrep_on", "OFF"),
        ("sql_mode", "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"),
        ("time_zone", "+00:00"),
        ("system_time_zone", "CET"),
        ("character_set_client", "utf8mb4"),
        ("character_set_connection", "utf8mb4"),
        ("character_set_results", "utf8mb4"),
        ("autocommit", "ON"),
        ("completion_type", "NO_CHAIN"),
        ("foreign_key_checks", "ON"),
        ("unique_checks", "ON"),
        ("sql_auto_is_null", "OFF"),
        ("sql_select_limit", "18446744073709551615"),
    ];
    let mut server = Server::of(&sound);
    server.0.extend(Server::of(changes).0);
    server.0.retain(|_, value| !value.is_empty());
    server
}

fn under(durability: Durability) -> Limits {
    Limits {
        durability,
        ..Limits::default()
    }
}

const MYSQL: (&str, &str) = ("idle_transaction_timeout", "");

#[test]
fn a_server_that_cannot_be_used_is_refused_whatever_is_asked_of_it() {
    for (changes, says) in [
        (&[("version", "10.5.29-MariaDB")][..], "MariaDB 10.6"),
        (&[("version", "")], "MariaDB 10.6"),
        (&[MYSQL, ("version", "8.0.16")], "MySQL 8.0.17"),
        (&[MYSQL, ("version", "5.7.44-log")], "MySQL 8.0.17"),
        (&[MYSQL, ("version", "8.0.11-TiDB-v7.5.0")], "MySQL 8.0.17"),
        (
            &[("max_allowed_packet", "16777215")],
            "`max_allowed_packet`",
        ),
    ] {
        for durability in [Durability::Full, Durability::Normal, Durability::Server] {
            let error = server(changes).check(&under(durability)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains(says), "{error}");
        }
    }
    for changes in [
        &[][..],
        &[("version", "5.5.5-10.6.1-MariaDB")],
        &[("version", "12.0.1-MariaDB")],
        &[("version", "11.4"), ("innodb_flush_log_at_trx_commit", "3")],
        &[MYSQL, ("version", "8.0.17")],
        &[
            MYSQL,
            ("version", "8.4.0-log"),
            ("innodb_doublewrite", "DETECT_AND_RECOVER"),
            ("log_bin", "ON"),
            ("sync_binlog", "1"),
        ],
    ] {
        assert!(
            server(changes).check(&under(Durability::Full)).is_ok(),
            "{changes:?}"
        );
    }
}

#[test]
fn a_server_that_would_lose_rows_is_refused_by_the_name_of_the_setting() {
    // Losses that do not damage other rows are accepted under `Normal`.
    for (changes, setting, is_taken) in [
        (
            &[("innodb_flush_log_at_trx_commit", "0")][..],
            "innodb_flush_log_at_trx_commit",
            true,
        ),
        (
            &[("innodb_flush_log_at_trx_commit", "2")],
            "innodb_flush_log_at_trx_commit",
            true,
        ),
        (&[("log_bin", "ON")], "sync_binlog", true),
        (
            &[("log_bin", "ON"), ("sync_binlog", "100")],
            "sync_binlog",
            true,
        ),
        (
            &[("innodb_doublewrite", "OFF")],
            "innodb_doublewrite",
            false,
        ),
        (
            &[("innodb_doublewrite", "fast")],
            "innodb_doublewrite",
            false,
        ),
        (
            &[("innodb_doublewrite", "DETECT_ONLY")],
            "innodb_doublewrite",
            false,
        ),
        (
            &[("innodb_flush_method", "nosync")],
            "innodb_flush_method",
            false,
        ),
        (
            &[("innodb_flush_method", "O_DIRECT_NO_FSYNC")],
            "innodb_flush_method",
            false,
        ),
        (
            &[("innodb_force_recovery", "1")],
            "innodb_force_recovery",
            false,
        ),
    ] {
        let error = server(changes).check(&under(Durability::Full)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(
            error.to_string().contains(&format!("`{setting}`")),
            "{error}"
        );
        let normal = server(changes).check(&under(Durability::Normal));
        assert_eq!(normal.is_ok(), is_taken, "{changes:?}");
        assert!(server(changes).check(&under(Durability::Server)).is_ok());
    }
}

#[test]
fn a_node_without_its_cluster_is_refused_for_now() {
    let node = |ready, status| {
        server(&[
            ("wsrep_on", "ON"),
            ("wsrep_ready", ready),
            ("wsrep_cluster_status", status),
        ])
    };
    assert!(node("ON", "Primary").check_cluster().is_ok());
    assert!(server(&[]).check_cluster().is_ok());
    for (ready, status, says) in [
        ("OFF", "Primary", "`wsrep_ready`"),
        ("ON", "non-Primary", "`wsrep_cluster_status`"),
        ("OFF", "Disconnected", "`wsrep_cluster_status`"),
        ("", "", "`wsrep_cluster_status`"),
    ] {
        let error = node(ready, status).check_cluster().unwrap_err();
        assert!(
            error.is_retryable() && error.to_string().contains(says),
            "{error}"
        );
    }
}

#[test]
fn a_server_that_only_reads_is_known() {
    assert!(!server(&[]).reads_only());
    for change in [
        ("read_only", "ON"),
        ("read_only", "NO_LOCK"),
        ("super_read_only", "ON"),
        ("innodb_read_only", "ON"),
        ("tx_read_only", "ON"),
    ] {
        assert!(server(&[change]).reads_only(), "{change:?}");
    }
}

#[test]
fn a_session_that_would_change_values_is_refused_by_the_name_of_the_setting() {
    assert!(server(&[]).check_session().is_ok());
    assert!(
        server(&[("time_zone", "SYSTEM"), ("system_time_zone", "UTC")])
            .check_session()
            .is_ok()
    );
    for (name, value) in [
        ("sql_mode", ""),
        ("sql_mode", "NO_ENGINE_SUBSTITUTION"),
        ("sql_mode", "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES"),
        ("sql_mode", "ANSI_QUOTES,STRICT_ALL_TABLES"),
        ("sql_mode", "STRICT_TRANS_TABLES,EMPTY_STRING_IS_NULL"),
        ("time_zone", "SYSTEM"),
        ("time_zone", "+01:00"),
        ("character_set_client", "latin1"),
        ("character_set_connection", "utf8mb3"),
        ("character_set_results", ""),
        ("autocommit", "OFF"),
        ("completion_type", "CHAIN"),
        ("foreign_key_checks", "OFF"),
        ("unique_checks", "OFF"),
        ("sql_auto_is_null", "ON"),
        ("sql_select_limit", "1000"),
    ] {
        let error = server(&[(name, value)]).check_session().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
}
