//! JSON documents, sent as the text that they are.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, Postgres};
use sqlx::types::Type;

const JSONB: Oid = Oid(3802);

const JSONB_ARRAY: Oid = Oid(3807);

/// The version of the binary form of `jsonb`. The text follows it.
pub(super) const VERSION: u8 = 1;

/// The text of a document, to be sent as `jsonb`.
pub(super) struct Text<'v>(pub(super) &'v str);

impl Type<Postgres> for Text<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSONB)
    }
}

impl PgHasArrayType for Text<'_> {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSONB_ARRAY)
    }
}

impl Encode<'_, Postgres> for Text<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.push(VERSION);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}
