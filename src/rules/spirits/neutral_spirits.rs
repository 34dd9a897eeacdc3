//! What neutral spirits were distilled from, and how much of them is in it.
//! # What the regulation asks
//! 5.63(c)(1), 5.71: neutral spirits, vodka and continuously distilled gin name their commodity;
//! spirits blended with neutral spirits state their percentage and commodity as well. Liqueurs,
//! flavored spirits and specialties are excused.
//! # How we decide
//! “Distilled from” is the form; a commodity named in other words asks a person. A gin needs
//! either statement, whichever way it was made.
//! # What we cannot see
//! The method of distillation; what is in a blend.

use super::product::{
    SPIRITS, class, is, is_composed, lines_where, may_be_composed, no_occasion, quote,
};
use crate::label::{Evidence, Label};
use crate::rules::phrase::{claims, hinted};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};

/// What spirits are made of.
const COMMODITIES: [&str; 28] = [
    "grain",
    "grains",
    "corn",
    "wheat",
    "rye",
    "barley",
    "malt",
    "rice",
    "oats",
    "potato",
    "potatoes",
    "cane",
    "sugarcane",
    "sugar",
    "molasses",
    "grape",
    "grapes",
    "apple",
    "apples",
    "fruit",
    "beet",
    "beets",
    "agave",
    "honey",
    "milk",
    "whey",
    "quinoa",
    "sorghum",
];

/// Lines in the prescribed form, and lines that name a commodity otherwise.
fn statements(label: &Label) -> (Vec<Evidence>, Vec<Evidence>) {
    let form = lines_where(label, |words| words.contains("distilled") && words.contains(" from "));
    let loose = lines_where(label, |words| {
        let mut words = words.split(' ');
        words.any(|word| COMMODITIES.contains(&word))
    });
    (form, loose)
}

/// However badly read, or broken over lines.
fn may_be_there(label: &Label) -> bool {
    hinted(label, &["distilled from", "spirits from", "neutral spirits distilled"])
}

pub static COMMODITY: Rule = Rule {
    id: "spirits.neutral-spirits.commodity",
    title: "Vodka and neutral spirits name what they were distilled from",
    statement: "Neutral spirits, vodka and continuously distilled gin name the commodity: “Distilled from grain”, \
                “Distilled from cane products” or the like.",
    citation: &[cfr(5, "5.63(c)(1)"), cfr(5, "5.71(b)")],
    remedy: "Print “Distilled from” with the commodity.",
    passes: &["“Vodka – Distilled from potatoes”", "“Gin – Distilled from grain”"],
    fails: &["vodka without a commodity", "“Made with the finest ingredients” alone"],
    check: commodity,
    ..SPIRITS
};

fn commodity(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let neutral = is(&class.value, "spirits.neutral-spirits");
    let gin = is(&class.value, "spirits.gin");
    let flavored = is_composed(&class.value)
        || hinted(
            label,
            &["flavored", "flavoured", "natural flavor", "natural flavors", "specialty"],
        );
    if !neutral && !gin || flavored {
        return no_occasion();
    }
    let (form, loose) = statements(label);
    if !form.is_empty() {
        return Outcome::met("the commodity is named", form);
    }
    if may_be_there(label) {
        return Outcome::met("the commodity is named, as far as it could be read", class);
    }
    if gin {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    if !loose.is_empty() {
        let why = format!("{} names a commodity, but not as “distilled from”", quote(&loose));
        return Outcome::violated(why, loose).as_warning();
    }
    Outcome::missing(label, "nothing says what it was distilled from")
}

pub static PERCENTAGE: Rule = Rule {
    id: "spirits.neutral-spirits.percentage",
    title: "Spirits made with neutral spirits state how much",
    statement: "Blended whisky, compounded or redistilled gin and blended applejack state the percentage of neutral \
                spirits and their commodity.",
    citation: &[cfr(5, "5.63(c)(1)"), cfr(5, "5.71(a)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Print “__% neutral spirits distilled from” with the commodity.",
    passes: &["“70% neutral spirits distilled from grain”", "“100% grain neutral spirits” on gin"],
    fails: &["gin with neither a commodity nor a percentage", "“Contains neutral spirits”"],
    check: percentage,
    ..SPIRITS
};

fn percentage(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let gin = is(&class.value, "spirits.gin");
    let excused = is_composed(&class.value)
        || ["spirits.liqueur", "spirits.neutral-spirits"].iter().any(|id| is(&class.value, id));
    if excused || gin && may_be_composed(label, &class.value) {
        return no_occasion();
    }
    let named = lines_where(label, |words| words.contains("neutral spirits"));
    if let Some(line) = named.iter().find(|line| line.text.contains('%')) {
        return Outcome::met("percentage and neutral spirits are stated", line.clone());
    }
    let bare = claims(label, &["contains neutral spirits", "made with neutral spirits"]);
    if let Some(hit) = bare.first() {
        return Outcome::violated(format!("{} gives no percentage", quote(&hit.evidence)), bare);
    }
    if !gin {
        return Outcome::not_applicable(Note::NotVisible);
    }
    let (form, loose) = statements(label);
    if form.is_empty() && loose.is_empty() && !may_be_there(label) && named.is_empty() {
        return Outcome::missing(label, "the gin names neither a commodity nor a percentage");
    }
    Outcome::met("the gin names its commodity", [form, loose, named].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Attribute;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn vodka() -> Label {
        label().spirits().class_type("spirits.vodka", &["spirits.neutral-spirits"], "Vodka")
    }

    fn gin() -> Label {
        label().spirits().class_type("spirits.gin", &[], "Gin")
    }

    #[test]
    fn vodka_names_its_commodity() {
        let flavored = label()
            .spirits()
            .class_type("spirits.flavored", &[], "Rose Flavored Vodka")
            .attribute(Attribute::Flavored("rose".to_owned()));
        assert_cases(
            &COMMODITY,
            [
                ("potatoes", vodka().text(["Distilled from potatoes"]), Met),
                ("gin", gin().text(["Distilled from grain"]), Met),
                ("faint", vodka().faint("Distilled from corn", 0.5), Met),
                ("flavored", flavored, NotApplicable),
                ("silent gin", gin(), NotApplicable),
                ("none", vodka(), Violated),
                ("none, poorly read", vodka().poorly_read(), Unclear),
                ("finest", vodka().text(["Made with the finest ingredients"]), Violated),
                ("potato vodka", vodka().text(["Potato vodka"]), Violated),
            ],
        );
        assert_severities(
            &COMMODITY,
            [("potato vodka", vodka().text(["made from corn"]), Severity::Warning)],
        );
    }

    #[test]
    fn neutral_spirits_in_a_blend_have_a_percentage() {
        let blend = || {
            label().spirits().class_type(
                "spirits.whisky.blended",
                &["spirits.whisky"],
                "Blended Whisky",
            )
        };
        assert_cases(
            &PERCENTAGE,
            [
                ("70", blend().text(["70% neutral spirits distilled from grain"]), Met),
                ("gin of 100", gin().text(["100% grain neutral spirits"]), Met),
                ("gin from grain", gin().text(["Distilled from grain"]), Met),
                ("a silent blend: its formula tells", blend(), NotApplicable),
                ("contains", blend().text(["Contains neutral spirits"]), Violated),
                ("silent gin", gin(), Violated),
                ("silent gin, one panel", gin().perhaps_incomplete(), Unclear),
            ],
        );
    }
}
