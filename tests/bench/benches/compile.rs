//! The time of `cargo check` of generated models: `cargo bench -p fivefold-bench --bench compile`.
//!
//! Writes a crate of 50 models with ten fields each and one without any, and times `cargo check` of the crate alone, its
//! dependencies being checked already.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const MODELS: usize = 50;
const ROUNDS: usize = 5;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let empty = seconds(&folder, 0);
    let full = seconds(&folder, MODELS);
    println!("`cargo check` of one crate, dependencies checked before\n");
    println!("| crate | seconds |\n| --- | ---: |");
    println!("| no model | {empty:.2} |\n| {MODELS} models of 10 fields | {full:.2} |\n");
    let each = (full - empty) * 1_000.0 / MODELS as f64;
    println!(
        "{each:.0} ms for each model; the target is ≤ 50{}",
        if each <= 50.0 { "" } else { ", missed" }
    );
}

/// The median time of a check of a crate with this many models.
fn seconds(folder: &Path, models: usize) -> f64 {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../core")
        .canonicalize()
        .unwrap();
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nfivefold = {{ path = {core:?}, default-features = false }}\n\n[workspace]\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions of this workspace, so that nothing new is fetched.
    std::fs::copy(core.join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let source = source(models);
    let mut times: Vec<f64> = (0..=ROUNDS)
        .map(|round| {
            std::fs::write(
                folder.join("src/lib.rs"),
                format!("{source}\n// round {round}\n"),
            )
            .unwrap();
            let start = Instant::now();
            let status = Command::new(env!("CARGO"))
                .args(["check", "--quiet", "--offline"])
                .current_dir(folder)
                .status()
                .unwrap();
            assert!(status.success(), "the generated crate must compile");
            start.elapsed().as_secs_f64()
        })
        .skip(1)
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn source(models: usize) -> String {
    let mut source = String::from("#![allow(unused_imports)]\nuse fivefold::prelude::*;\n");
    for at in 0..models {
        let parent = if at == 0 {
            String::new()
        } else {
            format!(
                "    #[field(server)]\n    pub parent_id: Id<Model{}>,\n",
                at - 1
            )
        };
        let tenth = if at == 0 {
            "    pub tenth: bool,\n"
        } else {
            ""
        };
        write!(
            source,
            "#[model]\n#[derive(Debug, Clone)]\npub struct Model{at} {{\n    pub id: Id<Model{at}>,\n    #[field(unique, email, len(..=255))]\n    pub email: String,\n    #[field(default = true)]\n    pub is_active: bool,\n    #[field(len(..=255))]\n    pub name: Option<String>,\n    #[field(range(0..=100))]\n    pub score: i32,\n    pub amount: f64,\n    pub notes: Option<String>,\n    pub day: NaiveDate,\n{parent}{tenth}    #[field(auto)]\n    pub created_at: DateTime<Utc>,\n}}\n"
        )
        .unwrap();
    }
    source
}
