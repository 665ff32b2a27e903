//! Suggestions for unknown names.

/// Returns the message for an unknown name with the best remedy there is: `remedy`, a similar name,
/// or all names.
pub(crate) fn unknown(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'static str> + Clone,
    remedy: Option<String>,
) -> String {
    let near = || nearest(name, known.clone()).map(|near| format!("did you mean `{near}`?"));
    let hint = remedy.or_else(near).unwrap_or_else(|| {
        let known: Vec<_> = known.clone().map(|name| format!("`{name}`")).collect();
        format!("expected one of: {}", known.join(", "))
    });
    format!("unknown {kind} `{name}`; {hint}")
}

/// Returns the name with the smallest edit distance from `written`, if it is small enough for a
/// typing error.
pub(crate) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase().replace('_', "");
    let allowed = (written.chars().count() / 3).max(1);
    names
        .map(|name| {
            (
                distance(&written, &name.to_lowercase().replace('_', "")),
                name,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Counts insertions, deletions, replacements, and swaps of neighbours.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut above_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut before = None;
    for (row, letter) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in to.iter().enumerate() {
            let cost =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let replaced = cost(&last, column) + usize::from(letter != other);
            let mut best = replaced
                .min(cost(&last, column + 1) + 1)
                .min(cost(&current, column) + 1);
            let swapped =
                column > 0 && before == Some(other) && to.get(column - 1) == Some(&letter);
            if swapped {
                best = best.min(cost(&above_last, column - 1) + 1);
            }
            current.push(best);
        }
        above_last = std::mem::replace(&mut last, current);
        before = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}
