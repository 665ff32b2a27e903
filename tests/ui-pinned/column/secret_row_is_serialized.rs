// A row with a secret cannot be sent to anyone by mistake: its `Serialize` does not compile.
use fivefold::prelude::*;

#[model]
#[derive(serde::Serialize)]
pub struct Hook {
    pub id: Id<Hook>,
    pub token: Secret<String>,
}

fn main() {}
