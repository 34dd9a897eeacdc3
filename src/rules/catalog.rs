//! The register of rules, in the order of the specialist's checklist.

use super::{Rule, application, common, image, malt, scope, spirits, warning, wine, wine_lt7};
use crate::lists;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

/// The day this set of rules was last brought up to the law.
pub const EDITION: &str = "2026-11-20";

/// Every room's rules, mandatory items first.
static ROOMS: &[&[&Rule]] = &[
    scope::RULES,
    image::RULES,
    warning::RULES, // part 16 comes before the products' own parts
    wine::RULES,
    wine_lt7::RULES,
    spirits::RULES,
    malt::RULES,
    common::RULES,
    application::RULES,
];

/// The items that every label has, in the order a specialist ticks them off; each with the
/// products' own rules, and what the application says of it.
static MANDATORY: &[&str] = &[
    "scope.commodity-route",
    "image.complete-set",
    "wine.brand.required",
    "spirits.brand.required",
    "malt.brand.required",
    "application.brand-name",
    "wine.class-type.required",
    "spirits.class-type.required",
    "malt.class-type.required",
    "application.class-type",
    "wine.alcohol.required",
    "spirits.alcohol.required",
    "malt.alcohol.mandatory-when",
    "application.alcohol",
    "wine.net-contents.required",
    "spirits.net-contents.required",
    "malt.net-contents.required",
    "application.net-contents",
    "wine.name-address.american",
    "wine.name-address.import-container",
    "spirits.name-address.required-phrase",
    "spirits.name-address.import-container",
    "malt.name-address.domestic",
    "malt.name-address.import-container",
    "application.name-address",
    "common.country-of-origin",
    "application.origin",
    "wine.appellation.required",
    "wine-lt7.irc-minimum",
    "wine.sulfites",
    "spirits.sulfites",
    "malt.sulfites",
    "warning.present",
    "warning.text",
    "warning.punctuation",
    "warning.header-capitals",
    "warning.header-bold",
];

/// Every rule as findings are told: the mandatory items first, then the catalogue's order.
pub fn checklist() -> impl Iterator<Item = &'static Rule> {
    static CHECKLIST: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let mandatory = MANDATORY.iter().map(|id| find(id).expect("the list names rules"));
        let others = all().filter(|rule| !MANDATORY.contains(&rule.id));
        mandatory.chain(others).collect()
    });
    CHECKLIST.iter().copied()
}

/// Ids that old reports may name, with the rule that took their place.
pub static RETIRED: &[(&str, &str)] = &[];

/// Every rule, in order.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ROOMS.iter().flat_map(|room| room.iter().copied())
}

/// The rule of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// A digest over what every rule says and judges, and over the lists it looks things up in,
/// to tell two sets apart.
#[must_use]
pub fn fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(digest);
    &FINGERPRINT
}

fn digest() -> String {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    for rule in all() {
        digest.update(format!(
            "{}\0{}\0{}\0{:?}\0{:?}\0{:?}\0{:?}\0{}\n",
            rule.id,
            rule.title,
            rule.statement,
            rule.citation,
            rule.commodities,
            rule.severity,
            rule.in_force,
            rule.remedy
        ));
    }
    digest.update(lists::SOURCE);
    print(digest)
}

/// The digest of some bytes, as reports print it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    print(Sha256::new_with_prefix(bytes))
}

fn print(digest: Sha256) -> String {
    let mut hex = String::from("sha256:");
    for byte in digest.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
