//! Claims that a person must look at, told by their words.
//! # What the regulation asks
//! 4.38(f),(g), 4.39(e),(j),(k),(m), 4.101 and ATF Ruling 82-4: ingredients with their share, no
//! government authority, place names as product names, no false impression of origin, vineyards,
//! organic claims beside sulfites, sugar figures with late harvest.
//! # How we decide
//! A listed phrase on a well-read line, outside the mandatory statements, asks for a person unless
//! something on the label clears it. What a picture suggests, and words that ordinary labels use
//! innocently, raise nothing.
//! # What we cannot see
//! Whether a claim is true, and pictures.

use super::brand;
use super::kind::{self, part_4};
use crate::label::{Commodities, Fact, Hit, Label, fold};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// The phrases of one rule and what clears them.
struct Claims {
    phrases: &'static [&'static str],
    /// Words on the claim's own lines that make it another thing.
    cleared_beside: &'static [&'static str],
    /// Words anywhere on the label that clear it.
    cleared_by: &'static [&'static str],
    /// Claims on American wine alone.
    american: bool,
    /// What a person should look at, after the words quoted.
    look: &'static str,
}

fn raise(label: &Label, claims: &Claims) -> Outcome {
    if claims.american && !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let mut hits: Vec<Hit> = phrase::claims(label, claims.phrases);
    hits.retain(|hit| {
        let words = phrase::folded_lines(hit);
        !claims.cleared_beside.iter().any(|word| phrase::holds(&words, word))
    });
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if phrase::hinted(label, claims.cleared_by) {
        return Outcome::met(format!("{} is cleared by other words", quoted(&hits)), hits);
    }
    let outcome = Outcome::violated(format!("{} {}", quoted(&hits), claims.look), hits);
    if claims.cleared_by.is_empty() || label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("what clears it may be where nothing could be read")
    }
}

static INGREDIENT_CLAIMS: Claims = Claims {
    phrases: &["made with real", "infused with", "made with natural honey", "contains real"],
    cleared_beside: &[
        "percent",
        "notes",
        "aromas",
        "flavors of",
        "hints",
        "love",
        "passion",
        "spirit",
    ],
    cleared_by: &[],
    american: false,
    look: "speaks of an ingredient without its percentage",
};

pub static INGREDIENTS: Rule = Rule {
    id: "wine.ingredient-representation",
    title: "Claims about ingredients show their share",
    statement: "A claim about an ingredient has the name and percent by volume of each such ingredient beside it, \
                equally conspicuous.",
    citation: &[cfr(4, "4.38(g)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the percentage of each ingredient claimed, or leave the claim out.",
    passes: &["“With 12% blackberry juice”", "percentages of grapes"],
    fails: &["“Made with real honey”", "“Infused with finest vanilla”"],
    check: |label| part_4(label, |label| raise(label, &INGREDIENT_CLAIMS)),
};

static AUTHORITY_CLAIMS: Claims = Claims {
    phrases: &[
        "government supervision",
        "under us government",
        "under u s government",
        "supervision of the us government",
        "supervision of the united states",
        "government approved",
        "approved by the ttb",
        "ttb approved",
        "government bonded",
    ],
    cleared_beside: &[],
    cleared_by: &[],
    american: false,
    look: "speaks of the authority of the government",
};

pub static GOVERNMENT: Rule = Rule {
    id: "wine.government-authority",
    title: "Nothing speaks of government authority",
    statement: "No label looks like a government stamp or says that the wine is made under government authority; \
                permit and bonded winery numbers stand alone beside the name and address.",
    citation: &[cfr(4, "4.39(e)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+G"),
    in_force: ALWAYS,
    remedy: "Take the statement off; a bonded winery number may stand beside the name and address.",
    passes: &["“B. W. No. 1234” beside the bottler", "nothing of the kind"],
    fails: &["“Bottled under US Government supervision”", "“TTB approved”"],
    check: |label| part_4(label, |label| raise(label, &AUTHORITY_CLAIMS)),
};

static ORIGIN_CLAIMS: Claims = Claims {
    phrases: &[
        "bordeaux blend",
        "super tuscan",
        "taste of france",
        "taste of italy",
        "old world bordeaux",
    ],
    cleared_beside: &["inspired", "traditional bordeaux varieties"],
    cleared_by: &[],
    american: true,
    look: "may give the impression of another origin",
};

pub static ORIGIN: Rule = Rule {
    id: "wine.origin-impression",
    title: "Nothing gives the impression of another origin",
    statement: "No other words or pictures suggest an origin that is not the wine's.",
    citation: &[cfr(4, "4.39(k)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+G"),
    in_force: ALWAYS,
    remedy: "Take off the words that suggest another origin.",
    passes: &["a local landscape", "neutral artwork"],
    fails: &["“Old World Bordeaux blend” from Ohio", "“Taste of Italy” from Lodi"],
    check: |label| part_4(label, |label| raise(label, &ORIGIN_CLAIMS)),
};

static SUGAR_CLAIMS: Claims = Claims {
    phrases: &["late harvest", "select late harvest", "special select late harvest"],
    cleared_beside: &[],
    cleared_by: &["residual sugar", "sugar at harvest", "brix", "balling"],
    american: true,
    look: "asks for sugar at harvest and residual sugar",
};

pub static SUGAR: Rule = Rule {
    id: "wine.sugar-content",
    title: "Late harvest wine states its sugar",
    statement: "Statements of sugar at harvest and residual sugar follow ATF Ruling 82-4, which also says when they are \
                required.",
    citation: &[Citation::Other("ATF Ruling 82-4"), cfr(4, "4.38(f)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print sugar at harvest and residual sugar beside “late harvest”.",
    passes: &["“Late Harvest – sugar at harvest 28 Brix, residual sugar 9%”", "no such wording"],
    fails: &["“Late Harvest Riesling” without figures", "“Select Late Harvest” without figures"],
    check: |label| part_4(label, sugar),
};

fn sugar(label: &Label) -> Outcome {
    for measured in ["residual sugar", "sugar at harvest"] {
        let told: Vec<_> = phrase::anywhere(label, &[measured])
            .into_iter()
            .filter_map(|hit| Some((figure_after(&hit, measured)?, hit)))
            .collect();
        let [(first, _), rest @ ..] = &told[..] else { continue };
        let other = rest.iter().find(|(other, _)| other.1 == first.1 && other.0 != first.0);
        if let Some((other, hit)) = other {
            let why = format!("{measured} is {} in one place and {} in another", first.0, other.0);
            return Outcome::violated(why, hit.clone());
        }
    }
    raise(label, &SUGAR_CLAIMS)
}

/// The number behind a phrase on its lines, and the mark or letter of its unit.
fn figure_after(hit: &Hit, phrase: &str) -> Option<(Decimal, Option<char>)> {
    let lines: Vec<&str> = hit.evidence.iter().map(|line| line.text.as_str()).collect();
    let text = lines.join(" ").to_lowercase();
    let rest = &text[text.find(phrase)? + phrase.len()..];
    let start = rest.find(|c: char| c.is_ascii_digit())?;
    // Not the figure of the statement that follows.
    if rest[..start].split_whitespace().count() > 2 {
        return None;
    }
    let rest = &rest[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (figure, unit) = rest.split_at(end);
    let unit = unit.trim_start().chars().next().map(|mark| if mark == '°' { 'b' } else { mark });
    Some((figure.trim_end_matches('.').parse().ok()?, unit))
}

static BLEND_CLAIMS: Claims = Claims {
    phrases: &[
        "blend of vineyards",
        "several vineyards",
        "multiple vineyards",
        "different vineyards",
        "many vineyards",
    ],
    cleared_beside: &["our"],
    cleared_by: &[],
    american: false,
    look: "stands on a label that names one vineyard",
};

pub static VINEYARD: Rule = Rule {
    id: "wine.vineyard-name",
    title: "A vineyard's name is where the grapes grew",
    statement: "A vineyard, orchard, farm or ranch is named only if 95 % of the wine is from it.",
    citation: &[cfr(4, "4.39(m)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Leave out the vineyard's name on wine that is not 95 % from it.",
    passes: &["“Three Pines Vineyard” Zinfandel", "no vineyard named"],
    fails: &[
        "“Sleepy Hollow Vineyard” on wine from several vineyards",
        "a vineyard on a multi-source blend",
    ],
    check: |label| part_4(label, vineyard),
};

fn vineyard(label: &Label) -> Outcome {
    const NAMED: [&str; 3] = ["vineyard", "orchard", "ranch"];
    const NAME_WORDS: usize = 4;
    let named = phrase::claims(label, &NAMED)
        .iter()
        .any(|hit| phrase::folded_lines(hit).split(' ').count() <= NAME_WORDS);
    if !named {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let outcome = raise(label, &BLEND_CLAIMS);
    if outcome.note.is_some() { Outcome::not_applicable(Note::NotVisible) } else { outcome }
}

pub static ORGANIC_SULFITES: Rule = Rule {
    id: "wine.organic-sulfites",
    title: "Organic wine has no added sulfites",
    statement: "“Organic wine” has no added sulfites; “made with organic grapes” may have them.",
    citation: &[cfr(4, "4.101"), Citation::Other("7 CFR 205")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Say “Made with organic grapes”, or show that no sulfites were added.",
    passes: &["“Made with organic grapes” with “Contains sulfites”", "“Organic wine” alone"],
    fails: &[
        "“Organic wine” with “Contains added sulfites”",
        "the seal of the USDA with “Contains sulfites”",
    ],
    check: |label| part_4(label, organic_sulfites),
};

fn organic_sulfites(label: &Label) -> Outcome {
    let claims = phrase::claims(label, &["organic wine", "usda organic"]);
    if claims.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if phrase::hinted(label, &["made with organic", "organically grown", "organic grapes"]) {
        return Outcome::met("the claim is of the grapes", claims);
    }
    let added = phrase::anywhere(label, &["added sulfites", "sulfites added", "added sulphites"]);
    let denied = phrase::hinted(
        label,
        &["no added sulfites", "no sulfites added", "without added sulfites"],
    );
    if !added.is_empty() && !denied {
        return Outcome::violated("organic wine declares added sulfites", added);
    }
    match &label.facts.sulfites {
        Fact::Read(one) if one.value.accepted && !fold(&one.text).contains("naturally") => {
            Outcome::unclear("whether the sulfites were added, no label tells", one)
        }
        _ => Outcome::met("no added sulfites are declared", claims),
    }
}

pub static PRODUCT_NAME: Rule = Rule {
    id: "wine.product-name-brand-word",
    title: "A place as product name is followed by “brand”",
    statement: "A product name that is a place, accepted as fanciful, is followed by “brand” in the same size, with an \
                appellation on the label.",
    citation: &[cfr(4, "4.39(j)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print “brand” after the name in the same size, and the true appellation.",
    passes: &["“Nantucket Mist Brand” from Massachusetts", "a product name that is no place"],
    fails: &["“Willamette Valley Mist” from California", "“Rutherford Mist”, American"],
    check: |label| part_4(label, product_name),
};

fn product_name(label: &Label) -> Outcome {
    let Some((name, _)) = &label.facts.fanciful_name.found else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let Some(area) = brand::misplaced(label, name).filter(|_| kind::is_american(label)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if phrase::holds(&fold(&name.value), "brand")
        || phrase::hinted(label, &[&format!("{} brand", name.value)])
    {
        return Outcome::met("“brand” follows the place", name);
    }
    let why = format!("the product name holds {}, which is not the appellation", area.name);
    let outcome = Outcome::violated(why, name);
    if label.facts.appellation.confident().is_some() && label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the word may stand where nothing could be read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::NameMatch::Exact;
    use crate::label::{AppellationKind, DisclosureKind};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn says(line: &str) -> Label {
        label().domestic().text([line])
    }

    #[test]
    fn claims_without_their_figures_are_raised() {
        assert_cases(
            &INGREDIENTS,
            [
                ("a share", says("With 12% blackberry juice"), NotApplicable),
                ("aromas", says("infused with aromas of vanilla"), NotApplicable),
                ("honey", says("Made with real honey"), Violated),
                ("vanilla", says("Infused with finest vanilla"), Violated),
            ],
        );
        assert_cases(
            &SUGAR,
            [
                (
                    "figures",
                    says("Late Harvest").text(["sugar at harvest 28 Brix", "residual sugar 9%"]),
                    Met,
                ),
                ("no such wording", says("Riesling"), NotApplicable),
                ("no figures", says("Late Harvest Riesling"), Violated),
                ("select", says("Select Late Harvest"), Violated),
                ("no figures, poorly read", says("Late Harvest").poorly_read(), Unclear),
                (
                    "said twice",
                    says("Late Harvest, residual sugar 9%").text(["Residual sugar: 9.0 %"]),
                    Met,
                ),
                (
                    "in another unit",
                    says("Late Harvest, residual sugar 9%").text(["Residual sugar 90 g/L"]),
                    Met,
                ),
                (
                    "figures that differ",
                    says("Late Harvest, residual sugar 9%").text(["Residual sugar 12%"]),
                    Violated,
                ),
            ],
        );
    }

    #[test]
    fn authority_and_other_origins_are_raised() {
        assert_cases(
            &GOVERNMENT,
            [
                ("a number", says("B. W. No. 1234"), NotApplicable),
                ("the registry's form", says("BW-CA-1234"), NotApplicable),
                ("supervision", says("Bottled under US Government supervision"), Violated),
                ("approval", says("TTB approved"), Violated),
            ],
        );
        assert_cases(
            &ORIGIN,
            [
                ("local", says("Hills of Ohio"), NotApplicable),
                ("imported", says("Bordeaux blend").imported(), NotApplicable),
                ("Bordeaux", says("Old World Bordeaux blend from Ohio"), Violated),
                ("Italy", says("A Taste of Italy"), Violated),
            ],
        );
    }

    #[test]
    fn a_vineyard_is_contradicted_only_by_the_label_itself() {
        assert_cases(
            &VINEYARD,
            [
                ("single", says("Three Pines Vineyard"), NotApplicable),
                ("none", says("Zinfandel"), NotApplicable),
                (
                    "several",
                    says("Sleepy Hollow Vineyard").text(["from several vineyards"]),
                    Violated,
                ),
                ("a blend", says("Home Ranch").text(["a blend of vineyards"]), Violated),
            ],
        );
    }

    #[test]
    fn organic_wine_adds_no_sulfites() {
        let sulfites =
            |label: Label, words: &str| label.disclosure(DisclosureKind::Sulfites, words, true);
        assert_cases(
            &ORGANIC_SULFITES,
            [
                (
                    "grapes",
                    sulfites(says("Made with organic grapes"), "Contains sulfites"),
                    NotApplicable,
                ),
                ("wine alone", says("Organic wine"), Met),
                ("added", sulfites(says("Organic wine"), "Contains added sulfites"), Violated),
                ("the seal", sulfites(says("USDA Organic"), "Contains sulfites"), Unclear),
            ],
        );
    }

    #[test]
    fn a_place_as_product_name_says_brand() {
        let named = |name: &str| {
            label().domestic().fanciful(name, Exact).appellation(
                AppellationKind::State,
                "California",
                "United States",
                &["CA"],
            )
        };
        assert_cases(
            &PRODUCT_NAME,
            [
                ("brand", named("Willamette Valley Mist Brand"), Met),
                ("no place", named("Nantucket Mist Brand"), NotApplicable),
                ("no brand", named("Willamette Valley Mist"), Violated),
                ("another", named("Rutherford Mist"), Violated),
            ],
        );
    }
}
