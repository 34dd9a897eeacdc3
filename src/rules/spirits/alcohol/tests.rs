use super::*;
use crate::label::AlcoholForm::{
    Abv, AlcoholAlone, AlcoholByVolumePercent, AlcoholPercentByVolume, Blank, ByWeight,
    ConnectorMissing, ExtraWords, PercentAlcoholByVolume, VolumeAlone,
};
use crate::label::PanelRole;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

fn of(printed: &str, form: AlcoholForm, percent: &str) -> Label {
    label().spirits().alcohol(printed, form, percent)
}

#[test]
fn percent_by_volume_is_required() {
    assert_cases(
        &REQUIRED,
        [
            ("there", of("40% Alc./Vol.", PercentAlcoholByVolume, "40"), Met),
            (
                "bottled at",
                of("Bottled at 35 percent alcohol by volume", PercentAlcoholByVolume, "35"),
                Met,
            ),
            ("another form", of("40% ABV", Abv, "40"), Met),
            ("blank", label().spirits().alcohol_blank("ALC/VOL ____%"), Unclear),
            ("one panel", label().spirits().perhaps_incomplete(), Unclear),
            ("a figure in pieces", label().spirits().text(["4 0% AL c by voL"]), Unclear),
            ("proof alone", label().spirits().proof("80 Proof", "80"), Violated),
            ("by weight alone", of("33% by weight", ByWeight, "33"), Violated),
            ("none", label().spirits(), Violated),
        ],
    );
}

#[test]
fn three_forms_and_no_others() {
    let faint = of("40% vol", VolumeAlone, "40").with(|label| {
        if let Fact::Read(read) = &mut label.facts.alcohol {
            read.confidence = 0.85;
        }
    });
    assert_cases(
        &FORMAT,
        [
            ("alc/vol", of("40% alc/vol", PercentAlcoholByVolume, "40"), Met),
            ("first order", of("Alc. 40 percent by vol.", AlcoholPercentByVolume, "40"), Met),
            ("third order", of("ALC./VOL. 42.5%", AlcoholByVolumePercent, "42.5"), Met),
            (
                "abv besides",
                of("40% ABV", Abv, "40").alcohol("40% alc/vol", PercentAlcoholByVolume, "40"),
                Met,
            ),
            ("no slash", of("42% Alc. Vol.", ConnectorMissing, "42"), NotApplicable),
            ("nothing", label().spirits(), NotApplicable),
            ("abv", of("40% ABV", Abv, "40"), Violated),
            ("vol", of("40% vol", VolumeAlone, "40"), Violated),
            ("alcohol", of("40% alcohol", AlcoholAlone, "40"), Violated),
            ("alc", of("Alc. 40%", AlcoholAlone, "40"), Violated),
            (
                "a range",
                label().spirits().alcohol_range("40% to 45% alc/vol", "40", "45"),
                Violated,
            ),
            ("extra words", of("Alcohol content 40% by volume", ExtraWords, "40"), Violated),
            ("thinly read", faint, Unclear),
            (
                "doubtful",
                of("40% vol", VolumeAlone, "40").with(|label| doubtful(&mut label.facts.alcohol)),
                Unclear,
            ),
            ("blank", label().spirits().alcohol_blank("ALC/VOL ____%"), Unclear),
        ],
    );
    assert_eq!(of("40%", Blank, "40").facts.alcohol_statements.len(), 1);
    assert_severities(
        &FORMAT,
        [
            (
                "extra words",
                of("Alcohol content 40% by volume", ExtraWords, "40"),
                Severity::Warning,
            ),
            ("abv", of("40% ABV", Abv, "40"), Severity::Error),
        ],
    );
}

#[test]
fn proof_is_twice_the_percentage_and_beside_it() {
    let percent =
        |percent: &str| of(&format!("{percent}% Alc./Vol."), PercentAlcoholByVolume, percent);
    let behind = label()
        .spirits()
        .panel(PanelRole::Front)
        .proof("86 Proof", "86")
        .panel(PanelRole::Back)
        .alcohol("43% Alc./Vol.", PercentAlcoholByVolume, "43");
    let entry = percent("45").proof("barrel entry proof 110", "110").with(|label| {
        label.facts.proofs[0].value.of_production = true;
    });
    assert_cases(
        &PROOF,
        [
            ("twice", percent("45").proof("90 Proof", "90"), Met),
            ("same side", percent("50").proof("100 PROOF", "100"), Met),
            ("before", percent("60").proof("Proof 120", "120"), Met),
            ("rounded", percent("47.85").proof("95.6 PROOF", "95.6"), Met),
            ("of production", entry, NotApplicable),
            ("none", percent("45"), NotApplicable),
            ("a stray figure", percent("40").proof("1 / 2", "1"), NotApplicable),
            ("no percentage", label().spirits().proof("80 Proof", "80"), NotApplicable),
            ("differs", percent("40").proof("90 Proof", "90"), Violated),
            (
                "a doubtful percentage",
                percent("40")
                    .proof("90 Proof", "90")
                    .with(|label| doubtful(&mut label.facts.alcohol)),
                Unclear,
            ),
            ("behind", behind, Violated),
        ],
    );
}

#[test]
fn weight_and_servings_go_with_the_volume() {
    let volume = || of("40% alc/vol", PercentAlcoholByVolume, "40");
    let far = |label: Label| label.text(["a story", "of two lines"]);
    assert_cases(
        &OTHER_EXPRESSIONS,
        [
            ("together", volume().alcohol("33.3% by weight", ByWeight, "33.3"), Met),
            ("in words", volume().text(["(33.3% by weight)"]), Met),
            ("of fruit", far(volume()).text(["12% fruit by weight"]), NotApplicable),
            ("of sugar", far(volume()).text(["10% by weight of sugar"]), NotApplicable),
            ("in words elsewhere", far(volume()).text(["33% by weight"]), Violated),
            ("none", volume(), NotApplicable),
            (
                "a facts panel",
                far(volume()).text(["Serving Facts", "14 g of alcohol per serving"]),
                NotApplicable,
            ),
            ("elsewhere", far(volume()).alcohol("33% by weight", ByWeight, "33"), Violated),
            ("per shot", far(volume()).text(["Contains 14 g alcohol per shot"]), Violated),
        ],
    );
}

#[test]
fn no_print_tells_the_strength_of_the_liquor() {
    let odd = of("39.6% alc/vol", PercentAlcoholByVolume, "39.6");
    assert_eq!(TOLERANCE.judge(&odd).note, Some(Note::NotVisible));
}
