//! The brand name.
//! # What the regulation asks
//! 5.63(a)(1), 5.64: a brand name, or else the name of the bottler, distiller or importer
//! stands for it; and it does not mislead. A capsule is no label (5.61(b)(3)).
//! # How we decide
//! Any name will do here; whether it is the declared one is `application.brand-name`. A
//! declared brand that was read on the capsule alone asks a person: the bottler's name does not
//! stand for it, and art in front may show it unread. A brand is called misleading only where
//! it states an age that no other statement bears out, or puts a Scottish landscape on an
//! American whisky.
//! # What we cannot see
//! What a name suggests to those who buy.

use super::product::{SPIRITS, class_is, is_american, no_occasion, panels_with_words, role};
use crate::label::{Label, NameMatch, PanelRole, Reading, fold};
use crate::rules::{Outcome, Rule, Severity, cfr};

pub static REQUIRED: Rule = Rule {
    id: "spirits.brand.required",
    title: "A brand name is on the label",
    statement: "The label shows a brand name; without one, the name of the bottler, distiller or \
                importer is the brand.",
    citation: &[cfr(5, "5.63(a)(1)"), cfr(5, "5.64(a)"), cfr(5, "5.61(b)(3)")],
    remedy: "Print a brand name on a label of the container, not on its capsule alone.",
    passes: &[
        "“OLD MILL” on the front",
        "no brand, but “Distilled and bottled by Smith Distillery”",
    ],
    fails: &["a designation and art, with no name anywhere", "the brand on the capsule alone"],
    check: required,
    ..SPIRITS
};

fn required(label: &Label) -> Outcome {
    let facts = &label.facts;
    let on_a_label =
        |name: &&Reading<String>| name.panel().is_none_or(|panel| !is_a_capsule(label, panel));
    let candidate = facts.brand_name.candidates.iter().find(on_a_label);
    if let Some((brand, _)) = &facts.brand_name.found {
        let again = panels_with_words(label, &brand.text);
        if on_a_label(&brand) || again.iter().any(|&panel| !is_a_capsule(label, panel)) {
            return Outcome::met("a name is there", brand);
        }
        // Sold under a brand, it does not go by the bottler's name; but brands are often art
        // that no engine reads.
        let why = match candidate {
            Some(other) => format!("; “{}” may stand for it", other.text.trim()),
            None => String::new(),
        };
        let why = format!("the brand name was found on the capsule alone{why}");
        let outcome = Outcome { evidence: brand.evidence.clone(), ..Outcome::missing(label, why) };
        let has_labels = label.panels.iter().any(|one| one.role != Some(PanelRole::Closure));
        return if has_labels { outcome.in_doubt("art on a label may show it") } else { outcome };
    }
    if let Some(name) = candidate {
        return Outcome::met("a name is there", name);
    }
    if let Some(statement) = facts.name_addresses.iter().find(|one| !one.value.name.is_empty()) {
        return Outcome::met("the name in the name and address is the brand", statement);
    }
    match facts.brand_name.candidates.first() {
        Some(_) => Outcome::missing(label, "the brand name was found on the capsule alone"),
        None => Outcome::missing(label, "no brand name was found"),
    }
}

fn is_a_capsule(label: &Label, panel: usize) -> bool {
    role(label, panel) == Some(PanelRole::Closure)
}

const NUMBERS: [&str; 18] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "fifty",
];
const SCOTTISH: [&str; 6] = ["glen", "loch", "highland", "highlands", "scots", "tartan"];

pub static MISLEADING: Rule = Rule {
    id: "spirits.brand.misleading",
    title: "The brand does not mislead on age or origin",
    statement: "A brand name creates no false impression of age, origin, identity or other \
                characteristics.",
    citation: &[cfr(5, "5.64(b)"), cfr(5, "5.122")],
    severity: Severity::Warning,
    remedy: "Qualify the name, or show the age or origin that it suggests.",
    passes: &["“Old Crow Creek”: “old” is no age", "“Red Barn”"],
    fails: &["“Highland Glen” on an American whisky", "“Twelve Year” on a whisky of four years"],
    check: misleading,
    ..SPIRITS
};

fn misleading(label: &Label) -> Outcome {
    let Some((brand, how)) = &label.facts.brand_name.found else { return no_occasion() };
    if *how > NameMatch::Customary {
        return no_occasion();
    }
    let folded = fold(&brand.value);
    let words: Vec<&str> = folded.split(' ').collect();
    let an_age = words.windows(2).any(|two| {
        matches!(two[1], "year" | "years")
            && (NUMBERS.contains(&two[0]) || two[0].parse::<u32>().is_ok())
    });
    if an_age {
        let elsewhere = label.facts.ages.iter().filter(|age| age.evidence != brand.evidence);
        let borne_out = elsewhere.clone().any(|age| fold(&age.text).contains(words[0]));
        return if borne_out {
            Outcome::met("the age in the brand is stated", brand)
        } else {
            Outcome::violated(format!("“{}” reads as an age", brand.value.trim()), brand)
        };
    }
    let scottish = words.iter().any(|word| SCOTTISH.contains(word));
    if scottish && class_is(label, &["spirits.whisky"]) && is_american(label) {
        let why = format!("“{}” suggests Scotland on an American whisky", brand.value.trim());
        return Outcome::violated(why, brand);
    }
    no_occasion()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{AgeUnit, AgeWording};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    const WHISKY: &[&str] = &["spirits.whisky"];

    #[test]
    fn some_name_is_on_a_label() {
        assert_cases(
            &REQUIRED,
            [
                ("a brand", label().spirits().brand("OLD MILL", NameMatch::Exact), Met),
                (
                    "the distiller's name",
                    label().spirits().name_address(
                        "Distilled and bottled by",
                        "Smith Distillery",
                        "Troy",
                        "NY",
                    ),
                    Met,
                ),
                (
                    "a designation alone",
                    label().spirits().class_type(
                        "spirits.whisky.straight-bourbon",
                        WHISKY,
                        "Straight Bourbon Whisky",
                    ),
                    Violated,
                ),
                ("panels unknown", label().spirits().perhaps_incomplete(), Unclear),
                (
                    "on the capsule",
                    label().spirits().panel(PanelRole::Closure).brand("OLD MILL", NameMatch::Exact),
                    Violated,
                ),
                (
                    "on the capsule, the bottler behind",
                    label()
                        .spirits()
                        .panel(PanelRole::Closure)
                        .brand("OLD MILL", NameMatch::Exact)
                        .panel(PanelRole::Back)
                        .name_address("Bottled by", "XYZ", "Troy", "NY"),
                    Unclear,
                ),
                (
                    "on the capsule and in front",
                    label()
                        .spirits()
                        .panel(PanelRole::Closure)
                        .brand("OLD MILL", NameMatch::Exact)
                        .panel(PanelRole::Front)
                        .text(["OLD MILL"]),
                    Met,
                ),
            ],
        );
    }

    #[test]
    fn a_brand_misleads_by_an_age_or_a_place_it_has_not() {
        let twelve = || label().spirits().brand("Twelve Year", NameMatch::Exact);
        let glen = || {
            label().spirits().brand("Highland Glen", NameMatch::Exact).class_type(
                "spirits.whisky",
                &[],
                "Whiskey",
            )
        };
        assert_cases(
            &MISLEADING,
            [
                ("old", label().spirits().brand("Old Crow Creek", NameMatch::Exact), NotApplicable),
                ("barn", label().spirits().brand("Red Barn", NameMatch::Exact), NotApplicable),
                (
                    "true",
                    twelve().age("Aged twelve years", 12, AgeUnit::Years, AgeWording::Aged),
                    Met,
                ),
                (
                    "from Scotland",
                    glen().imported().origin("Product of", "Scotland", Some("United Kingdom")),
                    NotApplicable,
                ),
                ("American", glen().domestic(), Violated),
                (
                    "four years",
                    twelve().age("4 years old", 4, AgeUnit::Years, AgeWording::Old),
                    Violated,
                ),
            ],
        );
    }
}
