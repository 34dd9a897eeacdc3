//! The columns of a manifest: the contract's keys and what the trade calls them.

/// What a column holds, and so how its cells are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Names of pictures with `;` between them.
    Files,
    Text,
    /// One of a few words, under any of its names.
    Word(&'static [(&'static str, &'static [&'static str])]),
    /// A number, or the words of the label.
    Stated,
    /// Percent by volume, or the words of the label.
    Percent,
    /// Texts with `;` between them.
    List,
    Flag,
    Date,
    Number,
    /// Something about each picture, with `;` between, in the order of `files`.
    EachPanel(&'static str),
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Where it goes in the contract's application: a key, or a key in a key.
    pub key: &'static str,
    /// What else it may be called; compared by letters and digits alone.
    pub names: &'static [&'static str],
    pub holds: Holds,
}

const fn column(key: &'static str, holds: Holds, names: &'static [&'static str]) -> Column {
    Column { key, names, holds }
}

const PRODUCTS: &[(&str, &[&str])] = &[
    ("wine", &["wines", "table wine", "w"]),
    ("distilled_spirits", &["distilled spirit", "spirits", "spirit", "liquor", "ds", "dsp"]),
    ("malt_beverage", &["malt beverages", "malt", "beer", "mb", "ale"]),
];

const SOURCES: &[(&str, &[&str])] =
    &[("domestic", &["us", "usa", "d"]), ("imported", &["import", "foreign", "i"])];

/// Every column there is.
pub const COLUMNS: &[Column] = &[
    column(
        "files",
        Holds::Files,
        &[
            "file",
            "images",
            "image",
            "pictures",
            "picture",
            "labels",
            "label files",
            "file names",
            "filename",
            "panels",
        ],
    ),
    column(
        "application_id",
        Holds::Text,
        &[
            "id",
            "application",
            "application number",
            "application no",
            "ttb id",
            "cola id",
            "cola number",
            "serial number",
            "serial no",
            "tracking number",
            "reference",
        ],
    ),
    column(
        "product_type",
        Holds::Word(PRODUCTS),
        &["product", "type of product", "commodity", "beverage type", "beverage"],
    ),
    column(
        "source",
        Holds::Word(SOURCES),
        &["source of product", "origin type", "domestic or imported", "import or domestic"],
    ),
    column(
        "filed_on",
        Holds::Date,
        &[
            "filed",
            "filing date",
            "date filed",
            "application date",
            "date of application",
            "submitted",
            "date",
        ],
    ),
    column("export", Holds::Flag, &["for export", "export only"]),
    column("brand_name", Holds::Text, &["brand"]),
    column("fanciful_name", Holds::Text, &["fanciful", "product name"]),
    column(
        "class_type",
        Holds::Text,
        &["class", "type", "class and type", "designation", "class type designation"],
    ),
    column("class_type_code", Holds::Text, &["class code", "class type description", "ct code"]),
    column("origin_code", Holds::Text, &["origin"]),
    column(
        "alcohol_content",
        Holds::Percent,
        &["alcohol", "abv", "alc", "alc vol", "alcohol by volume", "alc by vol", "strength"],
    ),
    column(
        "net_contents",
        Holds::Stated,
        &["net content", "contents", "size", "container size", "bottle size", "volume"],
    ),
    column("vintage", Holds::Stated, &["vintage year", "vintage date", "year"]),
    column("appellation", Holds::Text, &["appellation of origin", "wine appellation", "ava"]),
    column(
        "grape_varietals",
        Holds::List,
        &[
            "varietals",
            "varietal",
            "grapes",
            "grape",
            "grape variety",
            "grape varieties",
            "variety",
        ],
    ),
    column(
        "applicant.name",
        Holds::Text,
        &["applicant", "company", "company name", "importer", "bottler", "producer", "permittee"],
    ),
    column(
        "applicant.address",
        Holds::Text,
        &["address", "company address", "importer address", "bottler address"],
    ),
    column(
        "applicant.trade_names",
        Holds::List,
        &["trade names", "trade name", "dba", "doing business as"],
    ),
    column(
        "permit_number",
        Holds::Text,
        &[
            "permit",
            "permit no",
            "plant registry",
            "plant registry number",
            "basic permit",
            "registry number",
            "brewers number",
            "brewer s no",
        ],
    ),
    column("country_of_origin", Holds::Text, &["country", "country of production"]),
    column("formula_number", Holds::Text, &["formula", "formula no", "formula id"]),
    column(
        "exemption_state",
        Holds::Text,
        &["certificate of exemption", "exemption", "state only"],
    ),
    column(
        "distinctive_bottle_ml",
        Holds::Number,
        &["distinctive bottle", "distinctive liquor bottle"],
    ),
    column(
        "embossed",
        Holds::Text,
        &["blown branded or embossed", "embossed text", "blown or embossed"],
    ),
    column("translations", Holds::Text, &["translation", "foreign text translation"]),
    column("panels_complete", Holds::Flag, &["all panels", "complete", "complete set"]),
    column(
        "panels.role",
        Holds::EachPanel("role"),
        &["panel roles", "panel role", "roles", "label type", "label types"],
    ),
    column(
        "panels.width_in",
        Holds::EachPanel("width_in"),
        &["width", "widths", "label width", "width inches", "panel widths in", "panel widths"],
    ),
    column(
        "panels.height_in",
        Holds::EachPanel("height_in"),
        &[
            "height",
            "heights",
            "label height",
            "height inches",
            "panel heights in",
            "panel heights",
        ],
    ),
];

impl Column {
    /// The column of a name, whichever of its names it is.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = plain(name);
        COLUMNS.iter().find(|column| column.all_names().any(|known| plain(known) == name))
    }

    fn all_names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.key).chain(self.names.iter().copied())
    }

    /// The known name most like one that is not known, where any is like it.
    #[must_use]
    pub fn nearest(name: &str) -> Option<&'static str> {
        let name = plain(name);
        let likeness = |known: &str| strsim::jaro_winkler(&name, &plain(known));
        let all = COLUMNS
            .iter()
            .flat_map(|column| column.all_names().map(move |known| (likeness(known), column.key)));
        let best = all.max_by(|a, b| a.0.total_cmp(&b.0))?;
        // As with the keys of an application.
        (best.0 > 0.8).then_some(best.1)
    }
}

/// The contract's word for one of a few, by any of its names; the word itself where none fits.
pub(super) fn word(words: &[(&'static str, &[&str])], given: &str) -> String {
    let wanted = plain(given);
    let known = words.iter().find(|(word, names)| {
        plain(word) == wanted || names.iter().any(|name| plain(name) == wanted)
    });
    known.map_or_else(|| given.to_owned(), |(word, _)| (*word).to_owned())
}

/// Letters and digits in lower case: `Brand Name`, `brand_name` and `BRAND-NAME` are one.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
