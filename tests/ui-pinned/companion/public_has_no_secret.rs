// What a client sees has no field for what it must not see.
use fivefold::prelude::*;

#[model]
pub struct Hook {
    pub id: Id<Hook>,
    pub token: Secret<String>,
}

pub fn uses(hook: HookPublic) -> Secret<String> {
    hook.token
}

fn main() {}
