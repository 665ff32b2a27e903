//! `why`: what brings a package in.

use crate::failure::Failure;
use crate::graph::{Graph, Step};
use crate::model::{DependencyKind, Origin, Package};
use crate::print;

pub fn answer(graph: &Graph, name: &str) -> Result<String, Failure> {
    let answers = graph
        .named(name)?
        .into_iter()
        .map(|package| why(graph, package));
    Ok(answers.collect::<Vec<_>>().join("\n"))
}

fn why(graph: &Graph, package: &Package) -> String {
    let ways = graph.ways_to(package.id);
    let rows: Vec<_> = graph
        .members()
        .filter_map(|member| Some([member.name.clone(), path(graph, &ways.from(member.id)?)]))
        .collect();
    let title = format!("{} {}", package.name, package.version);
    match (package.origin, rows.is_empty()) {
        (Origin::Member, true) => {
            format!("{title} is a member of the workspace; no other member needs it.\n")
        }
        (_, true) => format!("{title} is in the lock file, but no member needs it.\n"),
        (_, false) => format!(
            "{title} is needed by:\n{}",
            print::table(["member", "the shortest way"], rows)
        ),
    }
}

/// The steps after the member itself, such as `→ clap (build) → strsim`.
fn path(graph: &Graph, steps: &[Step]) -> String {
    let steps = steps.iter().map(|(id, kind)| match kind {
        DependencyKind::Normal => format!("→ {}", graph.label(*id)),
        DependencyKind::Build => format!("→ {} (build)", graph.label(*id)),
        DependencyKind::Dev => format!("→ {} (dev)", graph.label(*id)),
    });
    steps.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Result, lines, shop};

    #[tokio::test]
    async fn each_member_has_its_shortest_way() -> Result {
        let (_, graph) = shop().await?;
        let why = |name| {
            answer(&graph, name)
                .map(|text| lines(&text))
                .map_err(|failure| failure.to_string())
        };
        let head = "member the shortest way";
        assert_eq!(
            why("autocfg")?,
            [
                "autocfg 1.5.1 is needed by:",
                head,
                "shop → autocfg (build)"
            ]
        );
        // `shop` does not get what `stock-macros` needs for its tests only.
        let ways = [
            "shop → stock → cfg-if",
            "stock → cfg-if",
            "stock-macros → cfg-if (dev)",
        ];
        assert_eq!(
            why("cfg-if")?,
            [["cfg-if 1.0.5 is needed by:", head].as_slice(), &ways].concat()
        );
        assert_eq!(
            why("shop")?,
            ["shop 1.2.0 is a member of the workspace; no other member needs it."]
        );
        assert_eq!(
            why("hashbrown@0.16.1")?.get(2).map(String::as_str),
            Some("shop → stock → hashbrown@0.16.1")
        );
        assert_eq!(
            why("hashbrow"),
            Err("there is no package `hashbrow` here; did you mean `hashbrown`?".to_owned())
        );
        assert_eq!(why("zzz"), Err("there is no package `zzz` here".to_owned()));
        Ok(())
    }
}
