//! What no label shows: kept as rules so that the checklist has its rows.
//! # What the regulation asks
//! Facts of production, sale and analysis, and matters the regulation leaves free though many
//! believe otherwise: strong names, odd sizes, figures of gravity and bitterness.
//! # How we decide
//! Never, by one answer; the cases worth keeping are labels that must not be found fault with.
//! # What we cannot see
//! Each rule's own subject.

use crate::label::Commodities;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static STATE_LAW: Rule = Rule {
    id: "malt.scope.state-law",
    title: "Part 7 applies where the State of sale has similar law",
    statement: "Part 7 binds beer in interstate and foreign commerce as far as the State of \
                destination has similar law; the health warning is due regardless.",
    citation: &[cfr(7, "7.4"), cfr(7, "7.21"), cfr(7, "7.24(g)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Check the law of the State in which the beer is sold.",
    passes: &["a taproom can sold in one State only", "beer for a State whose law adopts part 7"],
    fails: &[
        "a check that skips the health warning because the beer stays in its State",
        "a check that looks for a certificate of exemption, which malt beverages have not",
    ],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static ALE_PORTER_STOUT: Rule = Rule {
    id: "malt.class-type.ale-porter-stout",
    title: "Ale, porter and stout are fermented warm",
    statement: "Ale, porter and stout are fermented at comparatively high temperature, without \
                colouring or flavouring beyond the standard.",
    citation: &[cfr(7, "7.142(b)(2)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Compare the designation with the formula.",
    passes: &["a top-fermented pale ale", "a milk stout"],
    fails: &[
        "“Ale” with artificial flavour and no statement of composition",
        "“Stout” coloured with a certified dye and no disclosure",
    ],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static WHEAT_RYE: Rule = Rule {
    id: "malt.class-type.wheat-rye",
    title: "Wheat and rye beers have a quarter of the grain",
    statement: "Wheat or rye before the class asks for at least 25 % by weight of that malted grain.",
    citation: &[cfr(7, "7.143(e)"), cfr(7, "7.143(f)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Compare the designation with the grain bill.",
    passes: &["“Wheat Beer” of 40 % wheat", "“Rye Ale” of 30 % rye"],
    fails: &["“Wheat Lager” of 10 % wheat", "“Rye IPA” with rye flavour only"],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static ICE: Rule = Rule {
    id: "malt.class-type.ice",
    title: "Ice beer was supercooled",
    statement: "“Ice” may stand before the class of a product that was supercooled to form ice \
                crystals.",
    citation: &[cfr(7, "7.143(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Put the class behind “Ice”, and use it only for supercooled beer.",
    passes: &["“Ice Beer”", "“Ice Lager”"],
    fails: &["“Ice” without a class", "“Iced” as a claim of process without a class"],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static TOLERANCE: Rule = Rule {
    id: "malt.alcohol.tolerance",
    title: "The beer is as strong as its label says",
    statement: "The product may miss the printed strength by 0.3 points, never across 0.5 %, and \
                not at all where it is labelled under 0.5 %, non-alcoholic or alcohol free; low \
                and reduced alcohol stay below 2.5 %.",
    citation: &[cfr(7, "7.65(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("A+X"),
    in_force: ALWAYS,
    remedy: "Compare the analysis with the label.",
    passes: &["5.0 printed, 5.2 analysed", "2.2 “low alcohol” printed, 2.4 analysed"],
    fails: &["0.5 printed, 0.4 analysed", "2.4 “low alcohol” printed, 2.5 analysed"],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static STRENGTH_TERMS: Rule = Rule {
    id: "malt.alcohol.strength-terms",
    title: "Words of strength are free",
    statement: "Strong, extra strong, full strength, imperial and the like are no longer barred; \
                only misleading claims can be questioned.",
    citation: &[Citation::Other("T.D. TTB-158"), cfr(7, "7.122")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Nothing is to be changed.",
    passes: &["“Extra Strong Ale”", "“Double IPA - full strength”"],
    fails: &[
        "a check that rejects “Strong Ale” by the former 7.29(f)",
        "a check that rejects “Imperial” as a claim of strength",
    ],
    check: |_| Outcome::not_applicable(Note::NoOccasion),
};

pub static NO_STANDARD_OF_FILL: Rule = Rule {
    id: "malt.net-contents.no-standard-of-fill",
    title: "Malt beverages come in any size",
    statement: "There are no standards of fill for malt beverages; no size is wrong.",
    citation: &[cfr(7, "7.70")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Nothing is to be changed.",
    passes: &["“1 PINT 3.2 FL OZ”", "“11.2 FL OZ”"],
    fails: &[
        "a check that fails “1 PINT 3.3 FL OZ (570 mL)” for its size",
        "a check that applies the sizes of spirits to beer",
    ],
    check: |_| Outcome::not_applicable(Note::NoOccasion),
};

pub static KEG_LABELS: Rule = Rule {
    id: "malt.keg-labels",
    title: "Keg collars and tap covers are labels on terms",
    statement: "On kegs of 5.16 gallons and more, collars and tap covers count as labels if removal \
                destroys them, or if the name of bottler or importer is on the keg for good; the \
                health warning gets no such relief.",
    citation: &[cfr(7, "7.51(b)"), cfr(7, "7.51(c)"), cfr(7, "7.61(a)(5)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Use a collar that tears on removal, or mark the keg with the name.",
    passes: &["a tear-off collar with all text", "a loose collar, the brewery engraved on the keg"],
    fails: &[
        "a loose collar that carries the only health warning",
        "a check that gives bottles the relief of kegs",
    ],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

pub static GRAVITY: Rule = Rule {
    id: "malt.gravity-and-strength-optional",
    title: "Gravity and extract may be stated",
    statement: "Original gravity and extract may be stated unless State law forbids; such figures \
                are no alcohol content.",
    citation: &[cfr(7, "7.65(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Nothing is to be changed.",
    passes: &["“O.G. 12.5 Plato”", "no such figure"],
    fails: &[
        "a check that reads “O.G. 12.5” as 12.5 % alcohol",
        "a check that reads bitterness units as alcohol",
    ],
    check: |_| Outcome::not_applicable(Note::NoOccasion),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::label::VolumeUnit::{FluidOunce, Milliliter, Pint};
    use crate::rules::OutcomeKind::{Met, NotApplicable};
    use crate::rules::testing::label;

    #[test]
    fn nothing_printed_raises_what_no_label_shows() {
        let unseen = [
            &STATE_LAW,
            &ALE_PORTER_STOUT,
            &WHEAT_RYE,
            &ICE,
            &TOLERANCE,
            &STRENGTH_TERMS,
            &NO_STANDARD_OF_FILL,
            &KEG_LABELS,
            &GRAVITY,
        ];
        let labels = [
            label().malt(),
            label().malt().domestic().text(["Wheat Lager", "sold in Ohio only"]),
            label().malt().text(["Rye IPA"]).declaring(|declared| {
                declared.application.exemption_state = Some("OH".to_owned());
            }),
            label().malt().class_type("malt.ice", &[], "Ice Beer"),
            label().malt().alcohol("0.5% alc/vol", PercentAlcoholByVolume, "0.5"),
        ];
        for rule in unseen {
            for label in &labels {
                assert_eq!(rule.judge(label).outcome, NotApplicable, "{}", rule.id);
            }
        }
    }

    #[test]
    fn what_the_law_leaves_free_is_found_fault_with_by_no_rule() {
        let good = || {
            label()
                .malt()
                .domestic()
                .brand_candidate("Night Owl")
                .class_type("malt.ale", &[], "Ale")
                .net_contents("12 FL OZ", &[("12", FluidOunce)])
                .name_address("Brewed by", "XYZ Brewing", "Erie", "PA")
        };
        let sized = |printed: &str, parts: &[_], ml: &str| {
            label()
                .malt()
                .domestic()
                .brand_candidate("Night Owl")
                .class_type("malt.ale", &[], "Ale")
                .net_contents(printed, parts)
                .net_contents(&format!("{ml} mL"), &[(ml, Milliliter)])
                .name_address("Brewed by", "XYZ Brewing", "Erie", "PA")
        };
        for (case, label) in [
            ("strong", good().text(["Extra Strong Ale"])),
            ("full strength", good().text(["Double IPA - full strength"])),
            ("strong ale", good().text(["Strong Ale"])),
            ("imperial", good().text(["Imperial Stout"])),
            ("gravity", good().text(["O.G. 12.5 Plato", "60 IBU"])),
            ("19.2 ounces", sized("1 PINT 3.2 FL OZ", &[("1", Pint), ("3.2", FluidOunce)], "568")),
            ("570 mL", sized("1 PINT 3.3 FL OZ", &[("1", Pint), ("3.3", FluidOunce)], "570")),
            ("11.2 ounces", sized("11.2 FL OZ", &[("11.2", FluidOunce)], "330")),
        ] {
            for rule in super::super::RULES {
                let finding = rule.judge(&label);
                let fine = matches!(finding.outcome, Met | NotApplicable);
                assert!(fine, "{case}: {}: {}", rule.id, finding.message);
            }
        }
    }
}
