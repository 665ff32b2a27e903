//! Answers as text: tables, and lists that end.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

/// The most columns of the terminal that a table takes.
const WIDTH: u16 = 110;

/// Lays the rows out under the header.
pub fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(header);
    for row in rows {
        table.add_row(row.map(|cell| printable(&cell)));
    }
    table.trim_fmt() + "\n"
}

/// The first few names, and how many there are beside them.
pub fn first(names: &[&str], most: usize) -> String {
    let shown = names
        .iter()
        .take(most)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Manifests are written by strangers: nothing in them shall steer the terminal.
fn printable(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(char::is_control, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_end() {
        assert_eq!(first(&["a", "b"], 2), "a, b");
        assert_eq!(first(&["a", "b", "c"], 2), "a, b and 1 more");
    }

    #[test]
    fn control_characters_stay_out_of_the_terminal() {
        assert_eq!(printable("one\n two\u{1b}[31m"), "one two[31m");
    }
}
