//! What wine a label says it holds, and whether part 4 speaks of it.
//!
//! Only confident readings in the place of a designation count: the lists hold ordinary
//! words, and a story may name any wine.

use crate::label::{
    AlcoholForm, Commodity, Designation, Label, LineRole, Reading, Source, Varietal, fold,
};
use crate::lists;
use crate::rules::phrase::{self, SURE};
use crate::rules::{Note, Outcome};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Below this strength part 4 does not apply (4.10 “Wine”).
const LEAST_STRENGTH: Decimal = Decimal::from_parts(7, 0, 0, false, 0);
/// Share of its line that a name fills when it is the designation: `Table Wine 13.9% alc. by
/// vol.` fills two fifths, a name in a sentence a tenth.
const PROMINENT: f32 = 0.4;

/// Runs a check of part 4, or answers that the wine is too weak for it.
pub fn part_4(label: &Label, judge: fn(&Label) -> Outcome) -> Outcome {
    if below_seven(label) { Outcome::not_applicable(Note::OtherProduct) } else { judge(label) }
}

/// Whether the label, or without a figure there the application, puts it below 7 %.
pub fn below_seven(label: &Label) -> bool {
    strength(label).is_some_and(|percent| percent < LEAST_STRENGTH)
}

/// The printed strength where it was read with confidence, else the declared one.
pub fn strength(label: &Label) -> Option<Decimal> {
    let printed = label
        .facts
        .alcohol
        .confident()
        .filter(|one| !matches!(one.value.form, AlcoholForm::LessThan | AlcoholForm::ByWeight))
        .and_then(|one| one.value.percent);
    printed.or(label.declared.alcohol).map(|percent| percent.0)
}

/// Surely made in the United States.
pub fn is_american(label: &Label) -> bool {
    label.source.as_ref().is_some_and(|one| one.value == Source::Domestic && one.is_sure())
}

/// Surely imported.
pub fn is_imported(label: &Label) -> bool {
    label.source.as_ref().is_some_and(|one| one.value == Source::Imported && one.is_sure())
}

/// Whether an origin, an appellation or a designation of another country is on the label.
pub fn names_another_country(label: &Label) -> bool {
    let facts = &label.facts;
    let foreign = |country: Option<&str>| country.is_some_and(|name| name != "United States");
    facts.origin_statements.iter().any(|one| foreign(one.value.country.as_deref()))
        || facts.country_of_origin.value().is_some_and(|one| foreign(one.country.as_deref()))
        || facts.appellation.value().is_some_and(|one| foreign(one.country.as_deref()))
        || facts.appellations.iter().any(|one| foreign(one.value.country.as_deref()))
        || facts.designations.iter().any(|one| one.value.id == "wine.foreign")
}

/// The designations of wine that stand as such, the one that counts first.
pub fn designations(label: &Label) -> Vec<&Reading<Designation>> {
    let stands = |one: &&Reading<Designation>| {
        one.value.commodity == Commodity::Wine
            && one.confidence >= SURE
            && one.value.prominence >= PROMINENT
    };
    let mut found: Vec<_> = label.facts.class_type.reading().filter(stands).into_iter().collect();
    for one in label.facts.designations.iter().filter(stands) {
        if !found.iter().any(|other| other.value.id == one.value.id && other.text == one.text) {
            found.push(one);
        }
    }
    // “Champagne Dreams” names a class and designates none, where another stands besides.
    if let Some((brand, _)) = &label.facts.brand_name.found {
        let beside = |one: &&Reading<Designation>| !one.stands_within(brand);
        if found.iter().any(beside) {
            found.retain(beside);
        }
    }
    found
}

/// Whether a designation is this entry or stands below it.
pub fn is_a(designation: &Designation, id: &str) -> bool {
    designation.id == id || designation.parents.iter().any(|parent| parent == id)
}

/// A designation by a grape or by a name of varietal significance.
pub fn is_varietal(designation: &Designation) -> bool {
    designation.id.starts_with("wine.varietal")
        || matches!(designation.id.as_str(), "wine.muscatel" | "wine.light-muscatel")
}

/// A name of 4.24(b), Champagne included.
pub fn is_semi_generic(designation: &Designation) -> bool {
    let name = fold(&designation.name);
    let plain = name.strip_prefix("light ").unwrap_or(&name);
    lists::all().semi_generic.iter().any(|known| fold(known) == plain)
}

/// The grapes that stand as designation.
pub fn grapes(label: &Label) -> Vec<&Reading<Varietal>> {
    label
        .facts
        .grape_varietals
        .iter()
        .filter(|one| one.value.as_designation && one.confidence >= SURE)
        .collect()
}

/// Whether the designation is of another kind than a grape's name: then the grapes on the
/// label are information, not the designation.
pub fn has_class_besides_grapes(label: &Label) -> bool {
    designations(label).iter().any(|one| !is_varietal(&one.value))
}

/// Whether anything on the label can be an appellation, however badly read.
pub fn has_place(label: &Label) -> bool {
    use crate::label::Attribute;
    !label.facts.appellation.is_absent()
        || label.facts.designations.iter().chain(label.facts.class_type.reading()).any(|one| {
            one.value.attributes.iter().any(|beside| matches!(beside, Attribute::Place(_)))
                || one.value.id == "wine.foreign"
        })
}

/// The panels a phrase stands on, in any role but the health warning's.
pub fn panels(label: &Label, phrase: &str) -> BTreeSet<usize> {
    let hits = label.text.find_outside(phrase, &[LineRole::Warning]);
    hits.iter().flat_map(|hit| hit.evidence.iter().map(|seen| seen.panel)).collect()
}

/// Whether a phrase is part of the brand or the fanciful name, found or declared.
pub fn in_a_name(label: &Label, phrase: &str) -> bool {
    let found = [&label.facts.brand_name, &label.facts.fanciful_name];
    let printed = found.iter().filter_map(|name| name.found.as_ref()).map(|(one, _)| &one.value);
    let application = &label.declared.application;
    let declared = application.brand_name.iter().chain(&application.fanciful_name);
    let phrase = fold(phrase);
    printed.chain(declared).any(|name| phrase::holds(&fold(name), &phrase))
}

/// The numbers before percent signs, in order.
pub fn percentages(text: &str) -> Vec<Decimal> {
    let before_signs = text.match_indices('%').map(|(at, _)| text[..at].trim_end());
    before_signs
        .filter_map(|before| {
            let number = |c: char| c.is_ascii_digit() || c == '.';
            before[before.trim_end_matches(number).len()..].parse().ok()
        })
        .collect()
}

/// Lines of ordinary text that were read well, by their index.
pub fn plain_lines(label: &Label) -> impl Iterator<Item = (usize, &crate::label::Line)> {
    let lines = label.text.lines().iter().enumerate();
    lines.filter(|(_, line)| line.role == LineRole::Other && line.confidence >= SURE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Percent;
    use crate::rules::testing::{dec, label};

    #[test]
    fn the_printed_strength_decides_before_the_declared_one() {
        let declared = |percent: &str| {
            let percent = Percent(dec(percent));
            label().declaring(|declared| declared.alcohol = Some(percent))
        };
        let printed = |label: Label, percent: &str| {
            label.alcohol("x", AlcoholForm::PercentAlcoholByVolume, percent)
        };
        for (case, label, weak) in [
            ("nothing known", label(), false),
            ("printed weak", printed(label(), "6.9"), true),
            ("printed at the limit", printed(label(), "7.0"), false),
            ("declared weak", declared("5"), true),
            ("printed strong, declared weak", printed(declared("5"), "12"), false),
        ] {
            assert_eq!(below_seven(&label), weak, "{case}");
        }
    }

    #[test]
    fn a_class_in_the_brand_gives_way_to_another() {
        use crate::label::NameMatch::Exact;
        let dreams = || {
            let label = label().class_type("wine.champagne", &[], "Champagne");
            label.brand("Champagne Dreams", Exact).with(|label| {
                let (brand, _) = label.facts.brand_name.found.as_mut().expect("it was printed");
                brand.evidence = label.facts.designations[0].evidence.clone();
            })
        };
        let named = |label: &Label| -> Vec<String> {
            designations(label).iter().map(|one| one.value.id.clone()).collect()
        };
        assert_eq!(named(&dreams()), ["wine.champagne"]);
        let beside = dreams().another_designation("wine.fruit", &[], "Fruit Wine");
        assert_eq!(named(&beside), ["wine.fruit"]);
    }

    #[test]
    fn percentages_are_the_numbers_before_the_sign() {
        assert_eq!(percentages("40% Merlot, 20.5 % Syrah, 2021"), [dec("40"), dec("20.5")]);
        assert!(percentages("% alc").is_empty());
    }

    #[test]
    fn a_name_in_a_sentence_is_no_designation() {
        let burgundy = || label().class_type("wine.semi-generic.burgundy", &[], "Burgundy");
        let told = burgundy().with(|label| {
            label.facts.class_type = crate::label::Fact::Absent;
            label.facts.designations[0].value.prominence = 0.1;
        });
        assert_eq!(designations(&burgundy()).len(), 1);
        assert_eq!(designations(&told), Vec::<&Reading<Designation>>::new());
    }
}
