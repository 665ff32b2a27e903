//! Servers with settings under which what was acknowledged can be lost: refused by the name of the
//! setting, or healed.

mod cases;
mod healed;

use fivefold::db::Durability;
use fivefold::prelude::*;

use super::engine::Engine;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::models;
use cases::Expected::{Healed, ReadsOnly, Refused};
use cases::{MARIADB, POSTGRES};
use healed::healed;

pub async fn run(case: &mut FaultCase) -> Findings {
    let cases = match case.engine {
        Engine::Postgres => POSTGRES,
        _ => MARIADB,
    };
    let mut findings = Findings::planned(cases.len() as u64);
    let mut let_in = 0;
    for (make, expected) in cases {
        let name = make.name();
        make.make(case).await;
        let opened = case.database.try_open(|builder| builder).await;
        let said = match (&opened, expected) {
            (Err(error), Refused(words)) => {
                let is_named =
                    error.kind() == ErrorKind::Unsupported && error.to_string().contains(words);
                findings.demand(is_named, || {
                    format!("{name}: refused with other words: {error}")
                });
                findings.absent += 1;
                let any = |builder: fivefold::db::Builder| builder.durability(Durability::Server);
                let_in += u64::from(case.database.try_open(any).await.is_ok());
                format!("refused: {error}")
            }
            (Ok(db), Healed) => {
                let wrong = healed(case, db, &name).await;
                findings.committed += 1;
                let said = if wrong.is_empty() {
                    "healed".to_owned()
                } else {
                    wrong.join("; ")
                };
                findings
                    .violations
                    .extend(wrong.into_iter().map(|wrong| format!("{name}: {wrong}")));
                said
            }
            (Ok(db), ReadsOnly) => {
                let refused = db.create_all(&models::schema()).await;
                let kind = refused.as_ref().err().map(Error::kind);
                findings.demand(kind == Some(ErrorKind::Unavailable), || {
                    format!("{name}: a write gave {refused:?}")
                });
                findings.absent += 1;
                format!("writes give {kind:?}")
            }
            (Ok(_), Refused(_)) => {
                findings.violation(format!("{name}: let in"));
                "let in".to_owned()
            }
            (Err(error), Healed | ReadsOnly) => {
                findings.violation(format!("{name}: does not open: {error}"));
                "does not open".to_owned()
            }
        };
        findings.note(format!("{name}: {said}"));
        if let Ok(db) = opened {
            db.close().await.unwrap();
        }
        make.undo(case).await;
        findings.done += 1;
    }
    let words = "unsafe servers let in by a handle that takes any";
    findings.control = Control::found(let_in, words);
    findings
}
