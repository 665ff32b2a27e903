//! The options of `#[model(…)]`: one table, and the options of one model.

use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token};

use super::companion::{Companion, On, on};
use super::entry::{Entry, span_of};
use super::given::Given;
use super::groups::{Group, index, unique};
use super::relations::{Relation, has_many, has_one, many_to_many};
use super::view::{View, view};

/// One option of a model. To add one, add a slot to [`ModelOptions`] and a row to
/// [`MODEL_OPTIONS`].
pub(crate) struct ModelOption {
    pub(crate) name: &'static str,
    /// The way to write it, for the message about a model option on a field.
    pub(crate) form: &'static str,
    /// Parses the value behind the key and stores it.
    pub(crate) read: fn(&mut ModelOptions, &Entry<'_>) -> syn::Result<()>,
}

/// Every option of a model, in the order in which a message lists them.
#[rustfmt::skip] // It reads as a table.
pub(crate) const MODEL_OPTIONS: &[ModelOption] = &[
    option("table", "table = \"name\"", |to, entry| entry.store(&mut to.table, Entry::name)),
    option("was", "was = \"old name\"", |to, entry| entry.store(&mut to.was, Entry::name)),
    option("has_many", "has_many(...)", |to, entry| has_many(entry, &mut to.relations)),
    option("has_one", "has_one(...)", |to, entry| has_one(entry, &mut to.relations)),
    option("many_to_many", "many_to_many(...)", |to, entry| many_to_many(entry, &mut to.relations)),
    option("scoped", "scoped", |to, entry| entry.store(&mut to.scoped, Entry::flag)),
    option("unowned", "unowned", |to, entry| entry.store(&mut to.unowned, Entry::flag)),
    option("hooks", "hooks", |to, entry| entry.store(&mut to.hooks, Entry::flag)),
    option("unique", "unique(a, b)", |to, entry| unique(entry).map(|group| to.uniques.extend(group))),
    option("index", "index(a, b)", |to, entry| index(entry).map(|group| to.indexes.extend(group))),
    option("derive", "derive(...)", |to, entry| derive(entry).map(|paths| to.derives.extend(paths))),
    option("on", "on(...)", |to, entry| on(entry).map(|on| to.on.push(on))),
    option("create", "create(...)", |to, entry| to.add_view(view(entry, Companion::Create))),
    option("update", "update(...)", |to, entry| to.add_view(view(entry, Companion::Update))),
    option("public", "public(...)", |to, entry| to.add_view(view(entry, Companion::Public))),
    option("unknown", "unknown = ignore", |to, entry| entry.store(&mut to.unknown, ignore)),
    option("crate", "crate = path", |to, entry| entry.store(&mut to.krate, krate)),
];

const fn option(
    name: &'static str,
    form: &'static str,
    read: fn(&mut ModelOptions, &Entry<'_>) -> syn::Result<()>,
) -> ModelOption {
    ModelOption { name, form, read }
}

/// The options of a model, as they were written.
#[derive(Clone, Default)]
pub(crate) struct ModelOptions {
    pub(crate) table: Option<Given<LitStr>>,
    pub(crate) was: Option<Given<LitStr>>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) scoped: Option<Given<()>>,
    pub(crate) unowned: Option<Given<()>>,
    pub(crate) hooks: Option<Given<()>>,
    pub(crate) uniques: Vec<Given<Group>>,
    pub(crate) indexes: Vec<Given<Group>>,
    pub(crate) derives: Vec<Path>,
    pub(crate) on: Vec<On>,
    pub(crate) views: Vec<View>,
    pub(crate) unknown: Option<Given<()>>,
    pub(crate) krate: Option<Given<Path>>,
}

impl ModelOptions {
    fn add_view(&mut self, view: syn::Result<View>) -> syn::Result<()> {
        view.map(|view| self.views.push(view))
    }
}

fn derive(entry: &Entry<'_>) -> syn::Result<Punctuated<Path, Token![,]>> {
    let message = "expected names with commas between them, such as `derive(Eq, Hash)`";
    let paths = |input: ParseStream<'_>| {
        Punctuated::parse_terminated(input)
            .map_err(|error| syn::Error::new(span_of(entry.key, input, &error), message))
    };
    paths.parse2(entry.list("derive(Eq, Hash)")?)
}

fn ignore(entry: &Entry<'_>) -> syn::Result<()> {
    let message = "unknown keys are refused; to drop them instead, write `unknown = ignore`";
    entry.input.parse::<Option<Token![=]>>()?;
    match entry.input.parse::<Ident>() {
        Ok(choice) if choice == "ignore" => Ok(()),
        Ok(choice) => Err(syn::Error::new_spanned(choice, message)),
        Err(_) => Err(entry.error(message)),
    }
}

fn krate(entry: &Entry<'_>) -> syn::Result<Path> {
    let message = "expected the path of the crate, such as `crate = ::fivefold`";
    if entry.input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(entry.error(message));
    }
    Path::parse_mod_style(entry.input).map_err(|_| entry.error(message))
}
