//! From `cargo metadata` to rows, in one transaction.

mod rows;

use std::collections::{BTreeSet, HashMap};

use cargo_metadata::{Metadata, PackageId};
use fivefold::Result;
use fivefold::crud::{IntoNew, NotScoped};
use fivefold::prelude::*;
use indicatif::ProgressBar;

use crate::levels::levels;
use crate::model::{
    Dependency, Feature, Licence, LicenceCreate, Package, Target, Workspace, WorkspaceCreate,
};

/// The number of rows inserted between two steps of the progress bar.
const BATCH: usize = 250;

type Ids = HashMap<PackageId, Id<Package>>;

/// Replaces the workspace in the store. After an error the old one is unchanged.
pub async fn load(db: &Db, metadata: &Metadata, bar: &ProgressBar) -> Result<Workspace> {
    db.create_all(&schema![
        Workspace, Package, Licence, Dependency, Feature, Target
    ])
    .await?;
    db.transaction(async |tx| {
        bar.set_position(0);
        // Packages go with their workspace, and dependencies, features and targets with their
        // package.
        Workspace::query().all_rows().delete(tx).await?;
        Licence::query().all_rows().delete(tx).await?;
        let root = metadata.workspace_root.as_str();
        let input = WorkspaceCreate {
            metadata: rows::free_form(&metadata.workspace_metadata),
            ..WorkspaceCreate::new(root)
        };
        let workspace = Workspace::create(tx, input).await?;
        let licences = licences(tx, metadata).await?;
        let ids = packages(tx, metadata, workspace.id, &licences, bar).await?;
        insert::<Dependency>(tx, rows::dependencies(metadata, &ids), bar).await?;
        insert::<Feature>(tx, rows::features(metadata, &ids), bar).await?;
        insert::<Target>(tx, rows::targets(metadata, &ids), bar).await?;
        Ok(workspace)
    })
    .await
}

/// Returns how many rows [`load`] will count on its progress bar, about.
pub fn size(metadata: &Metadata) -> usize {
    let needs = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .flat_map(|node| &node.deps);
    let offers = metadata
        .packages
        .iter()
        .map(|package| 1 + package.features.len() + package.targets.len());
    needs.map(|need| need.dep_kinds.len()).chain(offers).sum()
}

/// Creates each licence once, whichever package states it.
async fn licences(tx: &Tx, metadata: &Metadata) -> Result<HashMap<String, Id<Licence>>> {
    let stated: BTreeSet<_> = metadata.packages.iter().filter_map(rows::licence).collect();
    let created = Licence::create_many(tx, stated.into_iter().map(LicenceCreate::new)).await?;
    let ids = created
        .into_iter()
        .map(|licence| (licence.expression, licence.id));
    Ok(ids.collect())
}

/// Creates the packages level by level, since each names the one through which it came.
async fn packages(
    tx: &Tx,
    metadata: &Metadata,
    workspace: Id<Workspace>,
    licences: &HashMap<String, Id<Licence>>,
    bar: &ProgressBar,
) -> Result<Ids> {
    let mut ids = Ids::new();
    for level in levels(metadata) {
        let inputs = level
            .iter()
            .map(|(package, through)| {
                let mut input = rows::package(package, metadata, workspace);
                input.through_id = through.and_then(|through| ids.get(through).copied());
                input.licence_id =
                    rows::licence(package).and_then(|licence| licences.get(&licence).copied());
                input
            })
            .collect();
        let created = insert::<Package>(tx, inputs, bar).await?;
        ids.extend(
            level
                .iter()
                .map(|(package, _)| package.id.clone())
                .zip(created.iter().map(|package| package.id)),
        );
    }
    Ok(ids)
}

/// Creates the rows, some at a time, and moves the bar along.
async fn insert<M: NotScoped + Model<Create: IntoNew<M>>>(
    tx: &Tx,
    inputs: Vec<M::Create>,
    bar: &ProgressBar,
) -> Result<Vec<M>> {
    let mut created = Vec::with_capacity(inputs.len());
    let mut inputs = inputs.into_iter();
    while inputs.len() > 0 {
        let batch: Vec<_> = inputs.by_ref().take(BATCH).collect();
        bar.inc(batch.len() as u64);
        created.extend(M::create_many(tx, batch).await?);
    }
    Ok(created)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, TargetKind};
    use crate::testing::{self, shop};

    #[tokio::test]
    async fn a_workspace_is_stored_whole() -> testing::Result {
        let (db, _) = shop().await?;
        let workspace = Workspace::find_by(&db, Workspace::ROOT, "/home/ann/shop")
            .await?
            .ok_or("no workspace")?;
        let tools = workspace.metadata.as_ref().ok_or("no metadata")?;
        assert_eq!(tools.pointer("/release/shared-version"), Some(&true.into()));
        assert_eq!(workspace.packages().count(&db).await?, 10);

        let spec = "path+file:///home/ann/shop/stock-macros#0.3.0";
        let macros = Package::find_by(&db, Package::SPEC, spec)
            .await?
            .ok_or("no package")?;
        assert_eq!((macros.origin, macros.through_id), (Origin::Member, None));
        let targets = macros.targets().list(&db, ..).await?;
        assert_eq!(
            targets.iter().map(|target| target.kind).collect::<Vec<_>>(),
            [TargetKind::ProcMacro]
        );
        assert_eq!(macros.dependencies().count(&db).await?, 3);
        assert_eq!(macros.licence().get(&db).await?.expression, "MIT");
        Ok(())
    }

    #[tokio::test]
    async fn a_second_load_takes_the_place_of_the_first() -> testing::Result {
        let (db, _) = shop().await?;
        let counts = async || -> Result<[u64; 3]> {
            Ok([
                Package::count(&db).await?,
                Dependency::count(&db).await?,
                Licence::count(&db).await?,
            ])
        };
        let before = counts().await?;
        load(&db, &testing::metadata()?, &ProgressBar::hidden()).await?;
        assert_eq!(counts().await?, before);
        assert_eq!(Workspace::count(&db).await?, 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_load_that_fails_leaves_the_old_rows() -> testing::Result {
        let (db, _) = shop().await?;
        let mut metadata = testing::metadata()?;
        // A package that is listed twice has each of its targets twice.
        metadata.packages.extend_from_within(..1);
        let refused = load(&db, &metadata, &ProgressBar::hidden()).await;
        let error = refused.err().ok_or("loaded all the same")?;
        assert_eq!(error.kind(), ErrorKind::Conflict);
        let constraint = "target_package_id_kind_name_key";
        assert_eq!(error.constraint(), Some(constraint));
        assert_eq!(Package::count(&db).await?, 10);
        Ok(())
    }
}
