//! Names of beers that are names of places.
//! # What the regulation asks
//! 7.146: a geographic type name needs its true origin, or “type”, “American” or a statement of
//! the true place in direct conjunction. Pilsner brewed here to type needs nothing, and India
//! pale ale is generic.
//! # How we decide
//! The names of the list, where they stand as a name of beer on a short line: before a class or
//! style word or at the line's end, not before malt or hops. “Style” is taken as “type”, as the
//! trade does. Without knowing where it was brewed there is no answer.
//! # What we cannot see
//! Whether the qualifier is as conspicuous as the name.

use super::words;
use crate::label::{Commodities, Hit, Label, fold};
use crate::lists;
use crate::rules::phrase::{folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const NAME_WORDS: usize = 5;
const QUALIFIERS: [&str; 5] = ["type", "style", "american", "inspired", "domestic"];
const ORIGINS: [&str; 6] =
    ["product of", "brewed in", "made in", "produced in", "imported from", "usa"];
/// The names that are Austrian; all others are German.
const AUSTRIAN: [&str; 3] = ["vienna", "wien", "wiener"];
/// Spellings the list has as variants.
const VARIANTS: [&str; 3] = ["muenchner", "wuerzburger", "wurzburger"];

pub static RULE: Rule = Rule {
    id: "malt.class-type.geographic",
    title: "Place names of beers are true or qualified",
    statement: "Dortmunder, Munich, Vienna and the like name beer from there, or go with “type”, \
                “American” or the true origin, as conspicuous as the name.",
    citation: &[cfr(7, "7.146")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Qualify the name: “Munich type lager”, “American Vienna Lager”.",
    passes: &["“Pilsner” brewed in Wisconsin", "“American Vienna Lager”", "“Munich type lager”"],
    fails: &["“Munich Helles” brewed in Ohio", "“Dortmunder” brewed in Canada"],
    check,
};

fn check(label: &Label) -> Outcome {
    let geographic = &lists::all().malt_geographic;
    let listed = geographic.not_generic.iter().map(String::as_str);
    let names: Vec<&str> = listed
        .filter(|name| !geographic.us_brewed_unmodified_ok.iter().any(|free| free == name))
        .chain(VARIANTS)
        .collect();
    let mut hits = words::short_claims(label, &names, NAME_WORDS);
    hits.retain(|hit| names_a_beer(hit) && !words::in_brand(label, &hit.phrase));
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if let Some(hit) = hits.iter().find(|hit| is_qualified(label, hit)) {
        return Outcome::met("the name is qualified", hit);
    }
    let country = if AUSTRIAN.contains(&first.phrase.as_str()) { "Austria" } else { "Germany" };
    let origin = label
        .declared
        .country
        .clone()
        .or_else(|| label.facts.country_of_origin.value().and_then(|one| one.country.clone()));
    match (label.is_imported(), origin) {
        (Some(true), Some(origin)) if origin == country => {
            Outcome::met("the beer comes from where its name says", first)
        }
        (Some(false), _) | (Some(true), Some(_)) => {
            let why = format!("{} names a beer of {country} without a qualifier", quoted(&hits));
            Outcome::violated(why, first)
        }
        _ => Outcome::unclear(format!("where {} was brewed is not known", quoted(&hits)), first),
    }
}

/// Before a class or style word, or at the end of the line; not before malt, hops or a State.
fn names_a_beer(hit: &Hit) -> bool {
    let line = folded_lines(hit);
    let Some((_, after)) = line.split_once(&hit.phrase) else { return false };
    let after = after.trim_start();
    let Some(next) = after.split(' ').next().filter(|next| !next.is_empty()) else { return true };
    let style = || lists::all().malt_styles.iter().any(|style| fold(style) == next);
    QUALIFIERS.contains(&next)
        || words::CLASSES.iter().any(|class| format!("{after} ").starts_with(&format!("{class} ")))
        || ["dark", "light", "amber", "pale", "red"].contains(&next)
        || style()
}

fn is_qualified(label: &Label, hit: &Hit) -> bool {
    let line = folded_lines(hit);
    let beside = words::around(label, hit.line);
    QUALIFIERS.iter().any(|word| holds(&line, word))
        || ORIGINS.iter().any(|origin| holds(&beside, origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LineRole;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_place_name_is_true_or_qualified() {
        let home = |line| label().malt().domestic().text([line]);
        let abroad = |line, country: &str| {
            let country = Some(country.to_owned());
            label().malt().imported().text([line]).declaring(|declared| declared.country = country)
        };
        assert_cases(
            &RULE,
            [
                ("pilsner", home("Pilsner"), NotApplicable),
                ("india pale ale", home("India Pale Ale"), NotApplicable),
                ("american", home("American Vienna Lager"), Met),
                ("type", home("Munich type lager"), Met),
                ("style", home("Vienna-style lager"), Met),
                ("from there", abroad("Münchner Dunkel", "Germany"), Met),
                ("from Austria", abroad("Vienna Lager", "Austria"), Met),
                ("an ingredient", home("Munich malt, hops"), NotApplicable),
                (
                    "an address",
                    label()
                        .malt()
                        .domestic()
                        .text_as(LineRole::NameAddress, "Brewed in Vienna, VA"),
                    NotApplicable,
                ),
                ("a story", home("the taste of a trip to Munich"), NotApplicable),
                ("here", home("Munich Helles"), Violated),
                ("elsewhere", abroad("Dortmunder", "Canada"), Violated),
                ("unknown", label().malt().text(["Dortmunder"]), Unclear),
            ],
        );
    }
}
