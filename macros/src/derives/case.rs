//! The case styles of `#[serde(rename_all = "…")]`.

/// A case style for the names of variants and fields.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub(crate) const NAMES: [&'static str; 8] = [
        "lowercase",
        "UPPERCASE",
        "PascalCase",
        "camelCase",
        "snake_case",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        const CASES: [Case; 8] = [
            Case::Lower,
            Case::Upper,
            Case::Pascal,
            Case::Camel,
            Case::Snake,
            Case::ScreamingSnake,
            Case::Kebab,
            Case::ScreamingKebab,
        ];
        Self::NAMES
            .into_iter()
            .zip(CASES)
            .find(|(known, _)| *known == name)
            .map(|(_, case)| case)
    }

    /// Converts the name of a variant as serde does, including names with several capitals in a
    /// row.
    pub(crate) fn apply(self, variant: &str) -> String {
        match self {
            Self::Pascal => variant.to_owned(),
            Self::Lower => variant.to_ascii_lowercase(),
            Self::Upper => variant.to_ascii_uppercase(),
            Self::Camel => {
                let mut letters = variant.chars();
                letters
                    .next()
                    .into_iter()
                    .map(|first| first.to_ascii_lowercase())
                    .chain(letters)
                    .collect()
            }
            Self::Snake => words(variant),
            Self::ScreamingSnake => words(variant).to_ascii_uppercase(),
            Self::Kebab => words(variant).replace('_', "-"),
            Self::ScreamingKebab => words(variant).to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Converts the name of a field as serde does.
    pub(crate) fn of_field(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
            Self::Pascal => capitals(field),
            Self::Camel => Self::Camel.apply(&capitals(field)),
        }
    }
}

/// `full_name` → `FullName`.
fn capitals(field: &str) -> String {
    let mut starts_word = true;
    let mut written = String::new();
    for letter in field.chars() {
        if letter == '_' {
            starts_word = true;
        } else if std::mem::take(&mut starts_word) {
            written.push(letter.to_ascii_uppercase());
        } else {
            written.push(letter);
        }
    }
    written
}

fn words(variant: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in variant.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
