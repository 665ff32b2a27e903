//! From the arguments to the text of the answer.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};
use fivefold::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::{Dependency, Feature, Licence, Package, Target, Workspace};
use crate::questions::{duplicates, licences, show, top, why};
use crate::{Args, Command, Question, load, store};

/// Does what the arguments say.
pub async fn run(args: Args) -> Result<String, Failure> {
    let path = args.store.map_or_else(store::default_path, PathBuf::from);
    match args.command {
        Some(Command::Load { manifest_path }) => load(&path, manifest_path).await,
        Some(Command::Ask(question)) => ask(&path, question).await,
        None => {
            Ok(load(&path, None).await? + "\n" + &ask(&path, Question::Top { most: 10 }).await?)
        }
    }
}

async fn load(path: &Path, manifest: Option<PathBuf>) -> Result<String, Failure> {
    let mut command = MetadataCommand::new();
    if let Some(manifest) = manifest {
        command.manifest_path(manifest);
    }
    let metadata = command.exec().map_err(Failure::Metadata)?;
    put(path, &metadata)
        .await
        .map_err(|error| Failure::Store(path.to_owned(), error))
}

async fn put(path: &Path, metadata: &Metadata) -> fivefold::Result<String> {
    let db = store::create(path).await?;
    let bar = ProgressBar::new(load::size(metadata) as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} rows") {
        bar.set_style(style);
    }
    let loaded = load::load(&db, metadata, &bar).await;
    bar.finish_and_clear();
    let root = loaded?.root;
    let counts = [
        (Package::count(&db).await?, "packages"),
        (Dependency::count(&db).await?, "dependencies"),
        (Feature::count(&db).await?, "features"),
        (Target::count(&db).await?, "targets"),
        (Licence::count(&db).await?, "licences"),
    ];
    let counts: Vec<_> = counts
        .iter()
        .map(|(count, of)| format!("{of}: {count}"))
        .collect();
    Ok(format!(
        "Loaded {root} into {}.\n{}\n",
        path.display(),
        counts.join(", ")
    ))
}

async fn ask(path: &Path, question: Question) -> Result<String, Failure> {
    if !path.exists() {
        return Err(Failure::NotLoaded(path.to_owned()));
    }
    let unusable = |error| Failure::Store(path.to_owned(), error);
    let db = store::open(path).await.map_err(unusable)?;
    if Workspace::count(&db).await.map_err(unusable)? == 0 {
        return Err(Failure::NotLoaded(path.to_owned()));
    }
    // In a transaction, so that a `load` that runs meanwhile is seen whole or not at all.
    let graph = db
        .transaction(async |tx| Graph::read(tx).await)
        .await
        .map_err(unusable)?;
    match question {
        Question::Top { most } => Ok(top::answer(&graph, most)),
        Question::Why { package } => why::answer(&graph, &package),
        Question::Duplicates => Ok(duplicates::answer(&graph)),
        Question::Licences => licences::answer(&db).await.map_err(unusable),
        Question::Show { package } => show::answer(&db, &graph, &graph.named(&package)?)
            .await
            .map_err(unusable),
    }
}
