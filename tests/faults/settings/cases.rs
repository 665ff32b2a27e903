//! The settings, and how they are made and undone.

use fivefold_tests::servers::Stop;

use self::Expected::{Healed, ReadsOnly, Refused};
use self::Make::{Database, Start, Tell};
use crate::engine::Engine;
use crate::fault_case::FaultCase;
use crate::raw_connection::RawConnection;

/// The way in which a setting is made.
pub enum Make {
    /// The server is started with it.
    Start(&'static str),
    /// The server is told, and new connections get it.
    Tell(&'static str),
    /// The database is made anew.
    Database(&'static str),
}

/// The required result.
pub enum Expected {
    /// The handle does not open, and says this.
    Refused(&'static str),
    /// The handle opens, and everything works as on a good server.
    Healed,
    /// The handle opens, and writes say that the server only reads.
    ReadsOnly,
}

pub const POSTGRES: &[(Make, Expected)] = &[
    (Start("fsync=off"), Refused("`fsync`")),
    (Start("full_page_writes=off"), Refused("`full_page_writes`")),
    (Start("synchronous_commit=off"), Healed),
    (
        Start("default_transaction_isolation=read uncommitted"),
        Healed,
    ),
    (Start("default_transaction_read_only=on"), ReadsOnly),
    (Start("standard_conforming_strings=off"), Healed),
    (Start("bytea_output=escape"), Healed),
    (
        Database("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"),
        Refused("UTF-8"),
    ),
];

pub const MARIADB: &[(Make, Expected)] = &[
    (
        Tell("innodb_flush_log_at_trx_commit=2"),
        Refused("`innodb_flush_log_at_trx_commit`"),
    ),
    (
        Tell("innodb_flush_log_at_trx_commit=0"),
        Refused("`innodb_flush_log_at_trx_commit`"),
    ),
    (
        Start("innodb-doublewrite=0"),
        Refused("`innodb_doublewrite`"),
    ),
    (Tell("sql_mode=''"), Healed),
    (
        Tell("sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'"),
        Healed,
    ),
    (Tell("character_set_server=latin1"), Healed),
    (Database("CHARACTER SET latin1"), Healed),
    (Tell("autocommit=0"), Healed),
    (Tell("default_storage_engine=MyISAM"), Healed),
    (Tell("tx_isolation='READ-UNCOMMITTED'"), Healed),
    (Tell("read_only=1"), ReadsOnly),
];

impl Make {
    pub fn name(&self) -> String {
        match self {
            Start(setting) | Tell(setting) => (*setting).to_owned(),
            Database(with) => format!("database with {with}"),
        }
    }

    /// Makes the setting, and an empty database under it.
    pub async fn make(&self, case: &FaultCase) {
        let server = case.database.server();
        if let Start(setting) = self {
            server.stop(Stop::Clean);
            server.restart_with(&[setting]);
        }
        let mut admin = server.admin(server.default_database()).await;
        // Where everything is read only, this is not.
        if let RawConnection::Postgres(_) = admin {
            admin
                .execute("SET default_transaction_read_only = off")
                .await;
        }
        let name = &case.database.name;
        admin
            .execute(&format!("DROP DATABASE IF EXISTS {name}"))
            .await;
        if let Tell(setting) = self {
            admin.execute(&format!("SET GLOBAL {setting}")).await;
            admin = server.admin(server.default_database()).await;
        }
        let with = match self {
            Database(with) => with,
            _ => "",
        };
        let owner = match case.engine {
            Engine::Postgres => "OWNER app",
            _ => "",
        };
        admin
            .execute(&format!("CREATE DATABASE {name} {owner} {with}"))
            .await;
    }

    pub async fn undo(&self, case: &FaultCase) {
        let setting = match self {
            Tell(setting) => setting,
            Start(_) => {
                case.database.server().stop(Stop::Clean);
                case.database.server().restart();
                return;
            }
            Database(_) => return,
        };
        let (variable, _) = setting.split_once('=').unwrap();
        let good = match variable {
            "innodb_flush_log_at_trx_commit" => "innodb_flush_log_at_trx_commit=1",
            "autocommit" => "autocommit=1",
            "read_only" => "read_only=0",
            _ => &format!("{variable}=DEFAULT"),
        };
        let server = case.database.server();
        let mut admin = server.admin(server.default_database()).await;
        admin.execute(&format!("SET GLOBAL {good}")).await;
    }
}
