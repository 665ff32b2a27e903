//! The check of JSON before it is stored: for values that serde_json would write as another value,
//! or a database would refuse.

use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// The deepest nesting of arrays and objects that is stored. The databases' own limits differ; this
/// is the smallest, that of MariaDB, whose JSON functions take 31 levels:
/// <https://mariadb.com/kb/en/json_valid/>.
pub(crate) const MAX_DEPTH: usize = 31;

/// The reason why a value cannot be stored as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A float that is not finite: it would become null.
    Float,
    /// The character U+0000: PostgreSQL refuses it also when it is escaped.
    Nul,
    /// More than 31 levels of arrays and objects.
    Depth,
    /// An error of the type's own `Serialize`.
    Other,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Refused {}

impl serde::ser::Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

/// Checks a value as it would be written.
pub(crate) fn inspect(value: &impl Serialize) -> Result<(), Refused> {
    value.serialize(Inspect { depth: 0 })
}

/// A serializer that checks and writes nothing.
struct Inspect {
    depth: usize,
}

impl Inspect {
    /// Returns the serializer of the content of an array or object, `levels` deeper.
    fn inside(&self, levels: usize) -> Result<Self, Refused> {
        let depth = self.depth + levels;
        if depth > MAX_DEPTH {
            Err(Refused::Depth)
        } else {
            Ok(Self { depth })
        }
    }

    fn part<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), Refused> {
        value.serialize(Self { depth: self.depth })
    }
}

macro_rules! fine {
    ($($name:ident: $type:ty),+) => {
        $(fn $name(self, _: $type) -> Result<(), Refused> {
            Ok(())
        })+
    };
}

impl Serializer for Inspect {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fine!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128);
    fine!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128);

    fn serialize_f32(self, value: f32) -> Result<(), Refused> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Refused> {
        if value.is_finite() {
            Ok(())
        } else {
            Err(Refused::Float)
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Refused> {
        if value == '\0' {
            Err(Refused::Nul)
        } else {
            Ok(())
        }
    }

    fn serialize_str(self, value: &str) -> Result<(), Refused> {
        if value.as_bytes().contains(&0) {
            Err(Refused::Nul)
        } else {
            Ok(())
        }
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Refused> {
        self.inside(1).map(drop)
    }

    fn serialize_none(self) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Refused> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.inside(1)?.part(value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Refused> {
        self.inside(1)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Refused> {
        self.inside(1)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        self.inside(1)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Refused> {
        self.inside(2)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Refused> {
        self.inside(1)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        self.inside(1)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Refused> {
        self.inside(2)
    }
}

macro_rules! parts {
    ($($trait:ident $method:ident($($name:ident: $type:ty)?)),+) => {
        $(impl $trait for Inspect {
            type Ok = ();
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, $($name: $type,)? value: &T) -> Result<(), Refused> {
                self.part(value)
            }

            fn end(self) -> Result<(), Refused> {
                Ok(())
            }
        })+
    };
}

parts!(SerializeSeq serialize_element(), SerializeTuple serialize_element());

parts!(SerializeTupleStruct serialize_field(), SerializeTupleVariant serialize_field());

parts!(SerializeStruct serialize_field(_key: &'static str), SerializeStructVariant serialize_field(_key: &'static str));

impl SerializeMap for Inspect {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        self.part(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.part(value)
    }

    fn end(self) -> Result<(), Refused> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{Refused, inspect};

    #[derive(serde::Serialize)]
    enum Shape {
        Unit,
        Newtype(f64),
        Tuple(f32, char),
        Struct { text: &'static str },
    }

    fn nested(levels: usize) -> Value {
        (0..levels).fold(Value::Null, |inner, at| {
            if at % 2 == 0 {
                json!([inner])
            } else {
                json!({ "in": inner })
            }
        })
    }

    #[test]
    fn what_json_keeps_passes() {
        let fine = (
            1_u8,
            -1_i128,
            0.5_f32,
            "text\u{1}",
            'c',
            Some(()),
            [Shape::Unit, Shape::Newtype(1e300)],
            nested(29),
        );
        assert_eq!(inspect(&fine), Ok(()));
        assert_eq!(inspect(&nested(31)), Ok(()));
        assert_eq!(inspect(&BTreeMap::from([(1, "a")])), Ok(()));
    }

    #[test]
    fn what_json_would_change_is_found_wherever_it_stands() {
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(inspect(&vec![Some(float)]), Err(Refused::Float));
            assert_eq!(inspect(&Shape::Newtype(float)), Err(Refused::Float));
        }
        assert_eq!(inspect(&[Shape::Tuple(f32::NAN, 'a')]), Err(Refused::Float));
        assert_eq!(inspect(&Shape::Tuple(0.0, '\0')), Err(Refused::Nul));
        assert_eq!(inspect(&Shape::Struct { text: "a\0" }), Err(Refused::Nul));
        assert_eq!(inspect(&json!({ "a\u{0}": 1 })), Err(Refused::Nul));
        // A backslash and digits are text like any other.
        assert_eq!(inspect(&"\\u0000"), Ok(()));
    }

    #[test]
    fn depth_is_counted_as_it_is_written() {
        assert_eq!(inspect(&nested(32)), Err(Refused::Depth));
        assert_eq!(inspect(&[nested(30)]), Ok(()));
        assert_eq!(inspect(&[nested(31)]), Err(Refused::Depth));
        assert_eq!(inspect(&nested(500)), Err(Refused::Depth));
    }
}
