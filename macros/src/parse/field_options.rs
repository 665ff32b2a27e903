//! The options of `#[field(…)]`: one table, and the options of one field.

use syn::{Ident, LitStr, Type};

use super::conflict::{Conflict, Usage};
use super::entry::Entry;
use super::field_values::{
    Auto, DefaultValue, Input, OnDelete, Writer, auto, default, input, on_delete, references,
    relation,
};
use super::given::Given;
use super::rules::Rules;

/// One option of a field.
///
/// To add one, add a slot to [`FieldOptions`] and a row to [`FIELD_OPTIONS`]. That is all it takes
/// to parse the option, to report it twice or under a wrong name, and to suggest it.
pub(crate) struct FieldOption {
    pub(crate) name: &'static str,
    /// Parses the value behind the key and stores it.
    pub(crate) read: fn(&mut FieldOptions, &Entry<'_>) -> syn::Result<()>,
    /// The uses that are refused. The first one that applies is reported.
    pub(crate) conflicts: &'static [Conflict],
}

/// Every option of a field but the rules, in the order in which a message lists them.
#[rustfmt::skip] // It reads as a table.
pub(crate) const FIELD_OPTIONS: &[FieldOption] = &[
    option("id", |to, entry| entry.store(&mut to.id, Entry::flag), &[]),
    option("unique", |to, entry| entry.store(&mut to.unique, Entry::flag_or_name), &[
        (Usage::Key, "a primary key is unique and indexed already; remove `unique`"),
        (Usage::Secret, "a secret is never looked up; remove `unique`"),
        (Usage::Bool, "a unique `bool` column allows two rows at most; remove `unique`"),
    ]),
    option("index", |to, entry| entry.store(&mut to.index, Entry::flag_or_name), &[
        (Usage::Key, "a primary key is unique and indexed already; remove `index`"),
        (Usage::With("unique"), "`unique` already makes an index; remove `index`"),
        (Usage::Secret, "a secret is never looked up; remove `index`"),
        (Usage::UnnamedForeignKey, "a foreign key is indexed already; remove `index`"),
    ]),
    option("default", |to, entry| entry.store(&mut to.default, default), &[
        (Usage::Generated, "`{writer}` and `default` both give a value; keep one"),
    ]),
    option("auto", |to, entry| entry.store(&mut to.writers, auto), &[]),
    option("server", |to, entry| entry.store_flag(&mut to.writers, Writer::Server), &[]),
    option("client", |to, entry| entry.store_flag(&mut to.writers, Writer::Client), &[
        (Usage::Key, "clients send a key that is not generated; remove `client`"),
    ]),
    option("create_only", |to, entry| entry.store_flag(&mut to.writers, Writer::CreateOnly), &[]),
    option("hidden", |to, entry| entry.store(&mut to.hidden, Entry::flag), &[]),
    option("login", |to, entry| entry.store(&mut to.login, Entry::flag), &[]),
    option("enabled", |to, entry| entry.store(&mut to.enabled, Entry::flag), &[
        (Usage::NotBool, "`enabled` is true or false; put it on a `bool`"),
    ]),
    option("role", |to, entry| entry.store(&mut to.role, Entry::flag), &[]),
    option("version", |to, entry| entry.store_flag(&mut to.writers, VERSION), &[
        (Usage::Key, "a key never changes; put `version` on a field of its own"),
        (Usage::With("unique"), "two rows can have the same version; remove `unique`"),
    ]),
    option("deleted", |to, entry| entry.store_flag(&mut to.writers, DELETED), &[
        (Usage::With("unique"), "two rows can be deleted at the same time; remove `unique`"),
    ]),
    option("input", |to, entry| entry.store(&mut to.input, input), &[
        (Usage::NotFromClients, "`input` is what clients send, but clients cannot write `{field}`; \
                                 remove `input`"),
    ]),
    option("on_delete", |to, entry| entry.store(&mut to.on_delete, on_delete), &[
        (Usage::NotForeignKey, "`on_delete` needs a foreign key, but `{field}` is not an `Id<Parent>`"),
    ]),
    option("owner", |to, entry| entry.store(&mut to.owner, Entry::flag), &[
        (Usage::NotForeignKey, "`owner` says which row a row belongs to, but `{field}` is not an `Id<Parent>`"),
    ]),
    option("references", |to, entry| entry.store(&mut to.references, references), &[
        (Usage::TypedKey, "the type `{type}` names the model already; remove `references`"),
    ]),
    option("foreign_key", |to, entry| entry.store(&mut to.foreign_key, Entry::name), &[
        (Usage::NotForeignKey, "`foreign_key` names the constraint of a foreign key, but `{field}` is not an `Id<Parent>`; \
                                write the type as `Id<Parent>`"),
    ]),
    option("relation", |to, entry| entry.store(&mut to.relation, relation), &[
        (Usage::NotForeignKey, "`relation` names the relation of a foreign key, but `{field}` is not an `Id<Parent>`"),
    ]),
    option("column", |to, entry| entry.store(&mut to.column, Entry::name), &[]),
    option("was", |to, entry| entry.store(&mut to.was, Entry::name), &[]),
];

const VERSION: Writer = Writer::Auto(Auto::Version);
const DELETED: Writer = Writer::Auto(Auto::Deleted);

const fn option(
    name: &'static str,
    read: fn(&mut FieldOptions, &Entry<'_>) -> syn::Result<()>,
    conflicts: &'static [Conflict],
) -> FieldOption {
    FieldOption {
        name,
        read,
        conflicts,
    }
}

/// The options of one field, as they were written.
#[derive(Clone, Default)]
pub(crate) struct FieldOptions {
    pub(crate) id: Option<Given<()>>,
    /// The name of the index, if one is given.
    pub(crate) unique: Option<Given<Option<LitStr>>>,
    /// The name of the index, if one is given.
    pub(crate) index: Option<Given<Option<LitStr>>>,
    pub(crate) hidden: Option<Given<()>>,
    pub(crate) login: Option<Given<()>>,
    pub(crate) enabled: Option<Given<()>>,
    pub(crate) role: Option<Given<()>>,
    /// More than one is a contradiction, which is reported.
    pub(crate) writers: Vec<Given<Writer>>,
    pub(crate) default: Option<Given<DefaultValue>>,
    pub(crate) input: Option<Given<Input>>,
    pub(crate) on_delete: Option<Given<OnDelete>>,
    pub(crate) owner: Option<Given<()>>,
    pub(crate) references: Option<Given<Type>>,
    pub(crate) foreign_key: Option<Given<LitStr>>,
    pub(crate) relation: Option<Given<Ident>>,
    pub(crate) column: Option<Given<LitStr>>,
    pub(crate) was: Option<Given<LitStr>>,
    pub(crate) rules: Rules,
    /// True where `id` was written in the words of another library, which is reported.
    pub(crate) means_id: bool,
    /// The keys of all options in the order in which they were written.
    pub(crate) keys: Vec<Ident>,
}

impl FieldOptions {
    /// Returns the key under which an option was given, if it was.
    pub(crate) fn key_of(&self, name: &str) -> Option<&Ident> {
        self.keys.iter().find(|key| *key == name)
    }
}
