//! The layers of `core/src`, as data.

/// Each folder of `core/src` with its number: a file imports its own folder, and folders with a
/// smaller number.
///
/// Folders with the same number do not import each other: `crypto` reports an `Error`, and so it is
/// above it. What stands directly in `core/src` and in `guide/` (`ABOVE`) is above them all: it
/// may import everything, and no folder imports it.
pub const LAYERS: &[(&str, u8)] = &[
    ("value", 1),
    ("table", 2),
    ("error", 3),
    ("crypto", 4),
    ("stmt", 4),
    ("sql", 5),
    ("driver", 6),
    ("password", 7),
    ("db", 8),
    ("model", 9),
    ("exec", 10),
    ("query", 11),
    ("crud", 12),
    ("raw_sql", 12),
    ("params", 12),
    ("schema", 12),
    ("auth", 13),
    ("testing", 13),
];

/// Entries of `core/src` above the layers.
pub(super) const ABOVE: &[&str] = &["lib.rs", "prelude.rs", "__private.rs", "guide"];

/// The number of a folder, if it is in the table.
pub(super) fn number(folder: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(name, _)| *name == folder)
        .map(|(_, number)| *number)
}

/// Whether the entry stands above the layers.
pub(super) fn is_above(folder: &str) -> bool {
    ABOVE
        .iter()
        .any(|name| name.trim_end_matches(".rs") == folder || *name == folder)
}
