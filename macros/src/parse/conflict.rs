//! Which uses of an option exclude each other, as data. `check/conflicts.rs` evaluates it.

/// A use of an option that is refused, and the error at the option's key.
///
/// In the message `{option}` stands for the key, `{field}` for the name of the field, `{sent}` for
/// the name under which clients send it, `{writer}` for the option that says how it is written, and
/// `{type}` for its type without `Option`.
pub(crate) type Conflict = (Usage, &'static str);

/// A property of the field that has the option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// The field has this option as well.
    With(&'static str),
    /// It is the primary key.
    Key,
    /// Its value is generated because of an option.
    Generated,
    /// Clients cannot write it: server code does, or it is generated.
    NotFromClients,
    /// Its value is never shown or compared.
    Secret,
    /// It is a `bool`.
    Bool,
    /// It is anything but a `bool`.
    NotBool,
    /// It points to another model, and its index has no name.
    UnnamedForeignKey,
    /// It points to no other model.
    NotForeignKey,
    /// Its type names the model that it points to.
    TypedKey,
}
