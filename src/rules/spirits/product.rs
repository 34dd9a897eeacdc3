//! What several rules ask about the product: its class, its origin, the sides of its bottle.
//!
//! Nothing here answers a rule. What is not sure is `None`, so that a rule built on it keeps
//! silent.

use crate::label::{
    Attribute, Commodities, Commodity, Designation, Evidence, Function, Label, LineRole, PanelRole,
    Percent, Reading, fold,
};
use crate::lists;
use crate::rules::phrase::{SURE, hinted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity};
use std::collections::BTreeSet;

/// What the spirits rules have in common; every rule fills in the rest.
pub const SPIRITS: Rule = Rule {
    id: "",
    title: "",
    statement: "",
    citation: &[],
    commodities: Commodities::SPIRITS,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "",
    passes: &[],
    fails: &[],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

/// Words of a flavored product or of a statement of composition: with one of them a bare
/// class name may be an ingredient.
const COMPOSED: &[&str] = &[
    "flavored",
    "flavoured",
    "natural flavor",
    "natural flavors",
    "natural flavour",
    "natural flavours",
    "artificial flavor",
    "artificial flavors",
    "infused",
    "liqueur",
    "cordial",
    "cream",
    "specialty",
    "speciality",
    "cocktail",
    "cocktails",
    "spritz",
    "punch",
    "soda",
    "tonic",
    "lemonade",
    "seltzer",
    "juice",
    "mixed drink",
    "ready to drink",
];

/// The designation that counts, where it was read with confidence and is one of spirits.
pub fn class(label: &Label) -> Option<&Reading<Designation>> {
    label.facts.class_type.confident().filter(|class| {
        class.value.commodity == Commodity::DistilledSpirits && class.confidence >= SURE
    })
}

/// Whether a designation is the one with this id, or stands below it.
pub fn is(designation: &Designation, id: &str) -> bool {
    designation.id == id || designation.parents.iter().any(|parent| parent == id)
}

/// Whether any of several ids fits.
pub fn is_any(designation: &Designation, ids: &[&str]) -> bool {
    ids.iter().any(|id| is(designation, id))
}

/// Whether the class that counts is one of these.
pub fn class_is(label: &Label, ids: &[&str]) -> bool {
    class(label).is_some_and(|class| is_any(&class.value, ids))
}

/// The class of an id: its uppermost ancestor.
pub fn top(designation: &Designation) -> &str {
    designation.parents.last().unwrap_or(&designation.id)
}

/// Flavored, a specialty, a cocktail, an imitation, or with a statement of composition.
pub fn is_composed(designation: &Designation) -> bool {
    is_any(designation, &["spirits.flavored", "spirits.specialty", "spirits.imitation"])
        || designation.attributes.iter().any(|attribute| {
            matches!(
                attribute,
                Attribute::Flavored(_) | Attribute::WithComposition(_) | Attribute::Imitation
            )
        })
}

/// Whether anything on the label suggests more than the bare class.
pub fn may_be_composed(label: &Label, class: &Designation) -> bool {
    is_composed(class)
        || label.facts.designations.iter().any(|other| is_composed(&other.value))
        || hinted(label, COMPOSED)
}

/// Several products in one application: a gift pack names three, or a set of bottles.
pub fn is_a_set(label: &Label) -> bool {
    let classes: BTreeSet<&str> =
        label.facts.designations.iter().map(|one| top(&one.value)).collect();
    let bottles = label.text.lines().iter().any(|line| {
        let words = fold(&line.text);
        let words: Vec<&str> = words.split(' ').collect();
        words.windows(3).any(|three| {
            three[1] == "x"
                && three[0].parse::<u32>().is_ok()
                && three[2].starts_with(|c: char| c.is_ascii_digit())
        })
    });
    bottles || classes.len() >= 3
}

/// The strength printed, where it was read with confidence.
pub fn strength(label: &Label) -> Option<(Percent, Vec<Evidence>)> {
    let statement = label.facts.alcohol.confident().filter(|read| read.confidence >= SURE)?;
    Some((statement.value.percent?, statement.evidence.clone()))
}

/// The country of origin as printed, by its English name.
pub fn origin(label: &Label) -> Option<&str> {
    let statement = label.facts.country_of_origin.confident()?;
    (statement.confidence >= SURE).then_some(statement.value.country.as_deref()).flatten()
}

pub const UNITED_STATES: &str = "United States";

/// A foreign origin that the label prints, or that the place in its designation tells.
pub fn foreign_origin(label: &Label) -> Option<String> {
    if let Some(country) = origin(label) {
        return (country != UNITED_STATES).then(|| country.to_owned());
    }
    let class = class(label)?;
    class.value.attributes.iter().find_map(|attribute| match attribute {
        Attribute::Place(place) => lists::country(place)
            .filter(|country| country.name != UNITED_STATES && lists::state(place).is_none())
            .map(|country| country.name.clone()),
        _ => None,
    })
}

/// The States in a designation.
pub fn state_in(designation: &Designation) -> Option<&'static lists::State> {
    designation.attributes.iter().find_map(|attribute| match attribute {
        Attribute::Place(place) => lists::state(place),
        _ => None,
    })
}

/// Made here: declared domestic, or distilled at an American address.
pub fn is_american(label: &Label) -> bool {
    let distilled_here = label.facts.name_addresses.iter().any(|statement| {
        statement.value.state.is_some() && statement.value.does(Function::Distilled)
    });
    match origin(label) {
        Some(country) => country == UNITED_STATES,
        None => label.is_imported() == Some(false) || distilled_here,
    }
}

/// The panels a reading stands on.
pub fn panels(seen: &[Evidence]) -> BTreeSet<usize> {
    seen.iter().map(|place| place.panel).collect()
}

/// The panels that hold a printed text, however badly read.
pub fn panels_with(label: &Label, text: &str) -> BTreeSet<usize> {
    label.text.find(text).iter().flat_map(|hit| panels(&hit.evidence)).collect()
}

/// The panels that hold every word of a name: art sets them in blocks of their own.
pub fn panels_with_words(label: &Label, name: &str) -> BTreeSet<usize> {
    let name = fold(name);
    let mut words = name.split(' ').filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return BTreeSet::new() };
    let mut on = panels_with(label, first);
    for word in words {
        let with = panels_with(label, word);
        on.retain(|panel| with.contains(panel));
    }
    on
}

pub fn role(label: &Label, panel: usize) -> Option<PanelRole> {
    label.panels.iter().find(|one| one.index == panel).and_then(|one| one.role)
}

/// Whether one of the panels is a strip or a neck label, which may lie over the same side as
/// another: no picture tells.
pub fn may_lie_over(label: &Label, panels: &BTreeSet<usize>) -> bool {
    use PanelRole::{Neck, Strip};
    panels.iter().any(|&panel| matches!(role(label, panel), Some(Strip | Neck)))
}

/// How far items on different panels may be called out of one field of vision.
pub fn apart(label: &Label, panels: &BTreeSet<usize>, why: String, seen: Vec<Evidence>) -> Outcome {
    use PanelRole::{Back, Brand, Front};
    let roles: Vec<Option<PanelRole>> = panels.iter().map(|&panel| role(label, panel)).collect();
    if may_lie_over(label, panels) {
        return Outcome::violated(why, seen).as_warning();
    }
    let opposite = roles.iter().any(|role| matches!(role, Some(Front | Brand)))
        && roles.contains(&Some(Back))
        && roles.iter().all(|role| matches!(role, Some(Front | Brand | Back)));
    if opposite && label.completeness.well_read {
        Outcome::violated(why, seen)
    } else {
        Outcome::unclear(format!("{why}, as far as the panels supplied show"), seen)
    }
}

/// The lines a reading stands on.
pub fn lines_of(label: &Label, seen: &[Evidence]) -> Vec<usize> {
    let stands = |place: &Evidence, line: &crate::label::Line| {
        let (center, (left, top, right, bottom)) = (place.polygon.center(), line.polygon.bounds());
        place.panel == line.panel
            && (left..=right).contains(&center.x)
            && (top..=bottom).contains(&center.y)
    };
    let lines = label.text.lines().iter().enumerate();
    lines
        .filter(|(_, line)| seen.iter().any(|place| stands(place, line)))
        .map(|(index, _)| index)
        .collect()
}

/// The folded words of the lines a designation stands on.
pub fn own_words(label: &Label, class: &Reading<Designation>) -> String {
    let lines = lines_of(label, &class.evidence);
    let words: Vec<&str> = lines.iter().map(|&line| label.text.folded(line)).collect();
    words.join(" ")
}

/// Well-read lines of ordinary text whose folded words a test accepts.
pub fn lines_where(label: &Label, test: impl Fn(&str) -> bool) -> Vec<Evidence> {
    let lines = label.text.lines().iter().enumerate();
    lines
        .filter(|(index, line)| {
            line.role != LineRole::Warning
                && line.confidence >= SURE
                && test(label.text.folded(*index))
        })
        .map(|(_, line)| line.evidence())
        .collect()
}

/// The first words of a finding: what was seen, in quotation marks.
pub fn quote(seen: &[Evidence]) -> String {
    let words: Vec<&str> = seen.iter().take(2).map(|place| place.text.trim()).collect();
    format!("“{}”", words.join(" "))
}

/// Nothing on the label raises the question.
pub fn no_occasion() -> Outcome {
    Outcome::not_applicable(Note::NoOccasion)
}
