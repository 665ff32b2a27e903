//! The creation of test databases, by the scheme of the URL.

/// The statements with which one kind of database creates and removes namespaces. Names hold
/// lower-case ASCII letters, digits and `_` only.
#[derive(Debug)]
pub(crate) struct TestNamespace {
    schemes: &'static [&'static str],
    /// Returns the URL of the namespace with this name.
    pub(crate) url: fn(base: &str, name: &str) -> String,
    /// `None` if a namespace is a file.
    pub(crate) server: Option<Server>,
}

/// The statements for a server.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) create: fn(name: &str) -> String,
    /// A query for statements, each of which ends one connection to the namespace.
    pub(crate) disconnect: fn(name: &str) -> String,
    pub(crate) remove: fn(name: &str) -> String,
    /// A query for the names of all namespaces, including those of other processes.
    pub(crate) names: &'static str,
}

static NAMESPACES: [TestNamespace; 3] = [
    TestNamespace {
        schemes: &["sqlite"],
        url: |folder, name| format!("{}/{name}.db", folder.trim_end_matches('/')),
        server: None,
    },
    TestNamespace {
        schemes: &["postgres", "postgresql"],
        // The connections are found by their application name.
        url: |base, name| {
            let settings = format!("application_name={name}&options=-c%20search_path%3D{name}");
            let joint = if base.contains('?') { '&' } else { '?' };
            format!("{base}{joint}{settings}")
        },
        server: Some(Server {
            create: |name| format!("CREATE SCHEMA {name};\n"),
            disconnect: |name| {
                format!(
                    "SELECT format('SELECT pg_terminate_backend(%s)', pid) FROM pg_stat_activity WHERE application_name = '{name}'"
                )
            },
            // Each object that is dropped with the schema would cause a notice.
            remove: |name| {
                format!(
                    "SET LOCAL client_min_messages = warning;\nDROP SCHEMA IF EXISTS {name} CASCADE;\n"
                )
            },
            names: "SELECT nspname::text FROM pg_namespace",
        }),
    },
    TestNamespace {
        schemes: &["mysql", "mariadb"],
        url: |base, name| {
            let (path, settings) = base.split_once('?').unwrap_or((base, ""));
            let start = path.find("://").map_or(0, |at| at + "://".len());
            let (scheme, rest) = path.split_at(start);
            let server = rest.split('/').next().unwrap_or(rest);
            let mark = if settings.is_empty() { "" } else { "?" };
            format!("{scheme}{server}/{name}{mark}{settings}")
        },
        server: Some(Server {
            create: |name| format!("CREATE DATABASE {name};\n"),
            disconnect: |name| {
                format!(
                    "SELECT CAST(CONCAT('KILL ', id) AS CHAR) FROM information_schema.processlist WHERE db = '{name}'"
                )
            },
            remove: |name| format!("DROP DATABASE IF EXISTS {name};\n"),
            names: "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata",
        }),
    },
];

impl TestNamespace {
    /// Returns the entry for the scheme of this URL; `None` for an unknown scheme.
    pub(crate) fn of(url: &str) -> Option<&'static Self> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        NAMESPACES
            .iter()
            .find(|namespace| namespace.schemes.contains(&scheme))
    }
}

#[cfg(test)]
mod tests {
    use super::TestNamespace;

    #[test]
    fn a_namespace_is_named_in_the_url_and_nothing_else_changes() {
        let at = |base: &str| (TestNamespace::of(base).unwrap().url)(base, "n");
        assert_eq!(at("sqlite:/tmp/a/"), "sqlite:/tmp/a/n.db");
        assert_eq!(
            at("postgres://me@h:1/app"),
            "postgres://me@h:1/app?application_name=n&options=-c%20search_path%3Dn"
        );
        assert_eq!(
            at("postgres://me@h/app?sslmode=disable"),
            "postgres://me@h/app?sslmode=disable&application_name=n&options=-c%20search_path%3Dn"
        );
        assert_eq!(at("mysql://me:p@a,b:3/app"), "mysql://me:p@a,b:3/n");
        assert_eq!(
            at("mariadb://me@h?ssl-mode=DISABLED"),
            "mariadb://me@h/n?ssl-mode=DISABLED"
        );
        assert_eq!(
            at("mysql:///app?socket=/run/a.sock"),
            "mysql:///n?socket=/run/a.sock"
        );
        assert!(TestNamespace::of("oracle://h").is_none());
    }
}
