//! `licences`: under which terms the packages may be used.

use std::cmp::Reverse;
use std::collections::HashMap;

use fivefold::prelude::*;

use crate::model::Package;
use crate::print;

/// The number of packages named for one licence.
const NAMED: usize = 5;

pub async fn answer(db: &Db) -> fivefold::Result<String> {
    let rows = holders(db).await?.into_iter().map(|(licence, names)| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        [
            licence,
            names.len().to_string(),
            print::first(&names, NAMED),
        ]
    });
    Ok(print::table(["licence", "packages", "such as"], rows))
}

/// Returns the packages of each licence, the most frequent first.
async fn holders(db: &Db) -> fivefold::Result<Vec<(String, Vec<String>)>> {
    let packages = Package::query().order_by(Package::NAME.asc());
    let mut holders: HashMap<_, Vec<_>> = HashMap::new();
    for (package, licence) in packages.with(Package::LICENCE).all(db).await? {
        let licence = licence.map_or_else(|| "not stated".to_owned(), |it| it.expression);
        holders.entry(licence).or_default().push(package.name);
    }
    let mut holders: Vec<_> = holders.into_iter().collect();
    holders.sort_by(|(a, names), (b, others)| {
        (Reverse(names.len()), a).cmp(&(Reverse(others.len()), b))
    });
    Ok(holders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, shop};

    #[tokio::test]
    async fn one_licence_in_two_spellings_is_one() -> Result {
        let (db, _) = shop().await?;
        let holders = holders(&db).await?;
        let counts: Vec<_> = holders
            .iter()
            .map(|(licence, names)| (licence.as_str(), names.len()))
            .collect();
        let joint = "(MIT OR Apache-2.0) AND Unicode-3.0";
        assert_eq!(
            counts,
            [
                ("Apache-2.0 OR MIT", 5),
                ("MIT", 3),
                (joint, 1),
                ("Zlib", 1)
            ]
        );
        Ok(())
    }
}
