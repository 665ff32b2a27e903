//! Spans of generated tokens.

use proc_macro2::Span;

/// Returns the span for a generated token: errors point at what the user wrote there, but lints
/// treat the token as generated, and its name is the macro's own.
pub(crate) fn generated(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
