//! The brand name and the brand label.
//! # What the regulation asks
//! 4.32(a)(1), 4.33: a brand name on the brand label, else the responsible name is the brand; it
//! does not mislead on age, origin or identity. 4.10, 4.32(a): brand and designation stand
//! together on one label. 4.39(i): a brand of viticultural significance only on wine that may
//! use the place as its appellation.
//! # How we decide
//! Any prominent text that is not itself the designation can be the brand; whether it is the
//! declared one is `application.brand-name`. The applicant may choose which panel is the brand
//! label, so only a set on which no panel has both fails. A place in the brand is weighed
//! against every appellation on the label.
//! # What we cannot see
//! Artwork that is a brand without letters, approvals before 7 July 1986, what TTB found to
//! mislead.

use super::kind::{self, part_4};
use crate::label::{AppellationKind, Commodities, Fact, Label, Reading, fold};
use crate::lists::{self, Area, Names};
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use std::cmp::Reverse;
use std::sync::LazyLock;

pub static REQUIRED: Rule = Rule {
    id: "wine.brand.required",
    title: "The label has a brand name",
    statement: "A brand name stands on the brand label; without one the name of the bottler or importer is the \
                brand.",
    citation: &[cfr(4, "4.32(a)(1)"), cfr(4, "4.33(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print a brand name on the brand label, or the name of the responsible person.",
    passes: &["“Chacewater” on the front", "no brand, but “Bottled by Smith Cellars”"],
    fails: &["“Merlot” and artwork alone", "a brand on the capsule alone and no responsible name"],
    check: |label| part_4(label, required),
};

fn required(label: &Label) -> Outcome {
    let brand = &label.facts.brand_name;
    if let Some((name, _)) = &brand.found {
        return Outcome::met("the brand name stands on the label", name);
    }
    if let Some(name) = brand.candidates.iter().find(|name| !is_other_statement(label, name)) {
        return Outcome::met("text that serves as a brand stands on the label", name);
    }
    let named = label.facts.name_addresses.iter().find(|one| !one.value.name.is_empty());
    if let Some(named) = named {
        return Outcome::met("the responsible name serves as the brand", named);
    }
    match &label.facts.name_address {
        Fact::Absent => Outcome::missing(label, "neither a brand nor a responsible name was found"),
        seen => Outcome::unclear("the name that may serve as the brand cannot be read", seen),
    }
}

/// A bare class, type or grape cannot serve as the brand, nor a place, a disclosure or the
/// country alone.
fn is_other_statement(label: &Label, name: &Reading<String>) -> bool {
    let name = fold(&name.value);
    let facts = &label.facts;
    let mut texts = (facts.designations.iter().map(|one| &one.text))
        .chain(facts.appellations.iter().map(|one| &one.text))
        .chain(facts.disclosures.iter().map(|one| &one.text))
        .chain(facts.origin_statements.iter().map(|one| &one.text));
    lists::grape(&name).is_some() || texts.any(|text| fold(text) == name)
}

pub static LABEL_CONTENT: Rule = Rule {
    id: "wine.brand-label.content",
    title: "Brand and designation stand together on one label",
    statement: "The brand label carries both the brand name in its usual design and the class, type or other \
                designation.",
    citation: &[cfr(4, "4.10"), cfr(4, "4.32(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("L+T"),
    in_force: ALWAYS,
    remedy: "Repeat the designation on the panel with the brand, or the brand beside the designation.",
    passes: &["brand and “Red Wine” on the front", "both together on the back"],
    fails: &["the brand in front, “Red Wine” on a back without it", "the brand on the neck alone"],
    check: |label| part_4(label, label_content),
};

fn label_content(label: &Label) -> Outcome {
    let Some((brand, _)) = &label.facts.brand_name.found else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let designations = kind::designations(label);
    let grapes = kind::grapes(label);
    if designations.is_empty() && grapes.is_empty() {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let mut branded = kind::panels(label, &brand.value);
    branded.extend(brand.evidence.iter().map(|seen| seen.panel));
    let mut designated = std::collections::BTreeSet::new();
    let places = designations.iter().map(|one| (&one.text, &one.evidence));
    for (text, evidence) in places.chain(grapes.iter().map(|one| (&one.text, &one.evidence))) {
        designated.extend(kind::panels(label, text));
        designated.extend(evidence.iter().map(|seen| seen.panel));
    }
    if branded.intersection(&designated).next().is_some() {
        return Outcome::met("a panel carries both", brand);
    }
    let why = "no panel carries both the brand and the designation";
    // A brand drawn as a picture is no text to us, and a foreign name may be the designation.
    if kind::is_american(label)
        && label.completeness.absence_is_certain()
        && brand.confidence >= SURE
    {
        Outcome::violated(why, brand)
    } else {
        Outcome::unclear(why, brand).as_warning()
    }
}

pub static MISLEADING: Rule = Rule {
    id: "wine.brand.misleading",
    title: "The brand does not mislead",
    statement: "A brand name does not mislead on age, origin, identity or other characteristics; “brand” or \
                another qualifier may cure it if TTB agrees.",
    citation: &[cfr(4, "4.33(b)"), cfr(4, "4.39(a)(8)"), cfr(4, "4.39(a)(9)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Choose another brand name, or qualify it so that it does not mislead.",
    passes: &["“Old Mill”", "“Silver Creek”"],
    fails: &["“Vintage 1890 Reserve” without a vintage", "“Champagne Dreams” on still fruit wine"],
    check: |label| part_4(label, misleading),
};

fn misleading(label: &Label) -> Outcome {
    let Some((brand, _)) = &label.facts.brand_name.found else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let words = fold(&brand.value);
    let names_year = words.split(' ').any(|word| word.len() == 4 && word.parse::<u16>().is_ok());
    let vintage = &label.facts.vintage;
    let only_in_brand = vintage.reading().is_some_and(|year| year.stands_within(brand));
    if names_year && phrase::holds(&words, "vintage") && (vintage.is_absent() || only_in_brand) {
        return Outcome::violated("the brand names a vintage and the wine has none", brand);
    }
    let sparkles = ["wine.sparkling", "wine.champagne", "wine.carbonated"];
    let designations = kind::designations(label);
    let still = designations.iter().any(|one| !one.stands_within(brand))
        && !designations.iter().any(|one| sparkles.iter().any(|id| kind::is_a(&one.value, id)));
    if phrase::holds(&words, "champagne") && still {
        return Outcome::violated("the brand names Champagne and the wine is another", brand);
    }
    Outcome::not_applicable(Note::NoOccasion)
}

pub static GEOGRAPHIC: Rule = Rule {
    id: "wine.brand.geographic",
    title: "A place in the brand is where the wine comes from",
    statement: "A brand of viticultural significance stands only on wine that meets the rules for that place as \
                its appellation; brands approved before 7 July 1986 have other ways.",
    citation: &[cfr(4, "4.39(i)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use the place as the appellation, show an earlier approval, or change the brand.",
    passes: &["“Napa Ridge” from Napa Valley", "“Blue Door”"],
    fails: &["“Rutherford Hills” from California", "“Willamette Valley Crest”, American"],
    check: |label| part_4(label, geographic),
};

fn geographic(label: &Label) -> Outcome {
    let Some((brand, _)) = &label.facts.brand_name.found else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    match misplaced(label, brand) {
        Some(area) if kind::is_american(label) => {
            let why = format!("the brand names {}, which is not the appellation", area.name);
            let outcome = Outcome::violated(why, brand);
            if label.facts.appellation.confident().is_some_and(|place| !place.stands_within(brand))
                && brand.confidence >= SURE
            {
                outcome
            } else {
                outcome.in_doubt("the appellation is not certain")
            }
        }
        _ => Outcome::not_applicable(Note::NoOccasion),
    }
}

/// The viticultural area that a name holds and that no appellation besides is or lies in.
pub fn misplaced(label: &Label, name: &Reading<String>) -> Option<&'static Area> {
    static AREAS: LazyLock<Names<&Area>> = LazyLock::new(|| {
        let terms = |area: &'static Area| {
            let names = std::iter::once(&area.name).chain(&area.alternates);
            names.chain(&area.significant_terms).map(move |name| (name, area))
        };
        let mut areas: Vec<&Area> = lists::all().areas.iter().collect();
        // Of two areas with one term the first counts.
        areas.sort_by_key(|area| Reverse(area.name.len()));
        Names::new(areas.into_iter().flat_map(terms))
    });
    let hits = AREAS.find(&fold(&name.value));
    let area: &'static Area = hits.iter().map(|hit| *hit.value).max_by_key(|a| a.name.len())?;
    let found = label.facts.appellations.iter().chain(label.facts.appellation.reading());
    let besides: Vec<_> =
        found.filter(|one| !one.stands_within(name)).map(|one| &one.value).collect();
    if besides.is_empty() {
        return None;
    }
    let fits = besides.iter().any(|appellation| {
        appellation.name == area.name
            || appellation.kind == AppellationKind::ViticulturalArea
                && lists::all()
                    .areas
                    .iter()
                    .any(|one| one.name == appellation.name && one.within.contains(&area.name))
    });
    (!fits).then_some(area)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::NameMatch::Exact;
    use crate::label::PanelRole::{Back, Front, Neck};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn red(label: Label) -> Label {
        label.class_type("wine.red-wine", &["wine.grape"], "Red Wine")
    }

    #[test]
    fn a_brand_or_a_responsible_name_is_there() {
        let smith = || label().name_address("Bottled by", "Smith Cellars", "Lodi", "CA");
        assert_cases(
            &REQUIRED,
            [
                ("a brand", label().brand("CHACEWATER", Exact), Met),
                ("a responsible name", smith(), Met),
                (
                    "a grape and artwork",
                    label().grape("Merlot").brand_candidate("Merlot"),
                    Violated,
                ),
                ("nothing on any label", red(label()), Violated),
                ("panels unknown", label().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn some_panel_carries_brand_and_designation() {
        let front = || label().domestic().panel(Front).brand("ACME", Exact);
        assert_cases(
            &LABEL_CONTENT,
            [
                ("together in front", red(front()), Met),
                ("together on the back", red(front().panel(Back).text(["ACME"])), Met),
                ("no brand found", red(label()), NotApplicable),
                ("apart", red(front().panel(Back)), Violated),
                (
                    "on neck and back",
                    red(label().domestic().panel(Neck).brand("ACME", Exact).panel(Back)),
                    Violated,
                ),
                ("apart, poorly read", red(front().panel(Back)).poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn a_brand_that_names_a_vintage_or_champagne_is_looked_at() {
        let brand = |name: &str| label().brand(name, Exact);
        let fruit = brand("Champagne Dreams").class_type("wine.fruit", &[], "Fruit Wine");
        assert_cases(
            &MISLEADING,
            [
                ("old", brand("Old Mill"), NotApplicable),
                ("silver", brand("Silver Creek"), NotApplicable),
                ("vintage with one", brand("Vintage 1890 Reserve").vintage(2020), NotApplicable),
                ("vintage without", brand("Vintage 1890 Reserve"), Violated),
                ("champagne", fruit, Violated),
            ],
        );
    }

    #[test]
    fn a_place_in_the_brand_is_the_appellation() {
        let from = |brand: &str, kind, place: &str| {
            let label = label().domestic().brand(brand, Exact);
            label.appellation(kind, place, "United States", &["CA"])
        };
        let (area, state) = (AppellationKind::ViticulturalArea, AppellationKind::State);
        assert_cases(
            &GEOGRAPHIC,
            [
                ("Napa Ridge", from("Napa Ridge", area, "Napa Valley"), NotApplicable),
                ("Blue Door", from("Blue Door", state, "California"), NotApplicable),
                ("Rutherford", from("Rutherford Hills", area, "Rutherford"), NotApplicable),
                (
                    "Napa Valley holds Rutherford",
                    from("Napa Valley Crest", area, "Rutherford"),
                    NotApplicable,
                ),
                (
                    "Rutherford in California",
                    from("Rutherford Hills", state, "California"),
                    Violated,
                ),
                (
                    "Willamette, American",
                    from("Willamette Valley Crest", AppellationKind::UnitedStates, "American"),
                    Violated,
                ),
            ],
        );
    }
}
