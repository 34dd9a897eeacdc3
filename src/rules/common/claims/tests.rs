use super::*;
use crate::label::LineRole;
use crate::rules::OutcomeKind::{self, Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

/// A wine, a spirit and a malt beverage with some words on them.
fn wine(words: &str) -> Label {
    label().wine().text([words])
}

fn spirits(words: &str) -> Label {
    label().spirits().text([words])
}

fn malt(words: &str) -> Label {
    label().malt().text([words])
}

#[test]
fn an_organic_claim_names_its_certifier() {
    assert_cases(
        &ORGANIC,
        [
            (
                "certified",
                wine("Made with organic grapes").text(["Certified organic by CCOF"]),
                Met,
            ),
            ("no claim", wine("Sustainably farmed"), NotApplicable),
            (
                "a company's name",
                label().text_as(LineRole::NameAddress, "Bottled by Organic Farms, Lodi, CA"),
                NotApplicable,
            ),
            ("no certifier", spirits("Organic vodka"), Violated),
            ("grown so", wine("Made from organically grown grapes"), Violated),
            ("a seal alone", spirits("USDA ORGANIC"), Violated),
            ("back not supplied", spirits("Organic vodka").perhaps_incomplete(), Unclear),
        ],
    );
}

#[test]
fn a_referral_carries_the_disclaimer() {
    let guidelines = "See the Dietary Guidelines for the benefits of moderate drinking";
    let disclaimer = "This statement should not encourage you to drink or to increase";
    assert_cases(
        &HEALTH_DIRECTIONAL,
        [
            ("with disclaimer", wine(guidelines).text([disclaimer]), Met),
            ("none", wine("Visit our winery"), NotApplicable),
            ("guidelines", wine(guidelines), Violated),
            ("a site", wine("Visit wine-and-health.example for the facts"), Violated),
        ],
    );
}

#[test]
fn a_competitor_is_not_run_down() {
    assert_cases(
        &DISPARAGING,
        [
            ("true comparison", spirits("contains more strawberries than Brand X"), NotApplicable),
            ("opinion", malt("We think our beer tastes better than any other beer"), NotApplicable),
            ("wine", wine("Better than that Brand X swill"), Violated),
            ("malt", malt("Brand X uses tap water"), Violated),
            ("stricter on wine", wine("Unlike other wines"), Violated),
            ("freer on malt", malt("Unlike other wines"), NotApplicable),
        ],
    );
}

#[test]
fn a_guarantee_gives_money_back() {
    assert_cases(
        &GUARANTEES,
        [
            ("money back", malt("Money-back guarantee"), Met),
            ("none", malt("Lager"), NotApplicable),
            ("a seal of origin", wine("Controlled and guaranteed designation of origin"), Met),
            ("Italian", wine("Denominazione di Origine Controllata e Garantita"), NotApplicable),
            ("government", spirits("Guaranteed pure by the government"), Violated),
            ("health", wine("Guaranteed to please or your health restored"), Violated),
        ],
    );
}

#[test]
fn tests_are_not_quoted() {
    assert_cases(
        &TESTS_ANALYSES,
        [
            ("medal", wine("Gold Medal, San Francisco Wine Competition"), NotApplicable),
            ("none", wine("Red"), NotApplicable),
            ("laboratories", malt("Tested and approved by our research laboratories"), Violated),
            ("purity", spirits("Laboratory certified purity"), Violated),
        ],
    );
}

#[test]
fn slang_is_left_to_people() {
    assert_cases(
        &OBSCENE,
        [
            ("art", wine("Red Wine"), NotApplicable),
            ("slang", malt("Bad Ass Ale"), NotApplicable),
            ("explicit", malt("Porn Star Ale"), Violated),
            ("obscene", spirits("Fuck Vodka"), Violated),
        ],
    );
}

#[test]
fn wine_shows_neither_flag_nor_forces() {
    assert_cases(
        &GOVERNMENT_SYMBOLS_WINE,
        [
            ("crest", wine("Family crest"), NotApplicable),
            ("an army of ants", wine("Army of Ants"), NotApplicable),
            ("flag", wine("Stars and Stripes"), Violated),
            ("flag, with the sign for and", wine("STARS & STRIPES"), Violated),
            ("a State's seal", wine("Great Seal of the State of Ohio"), NotApplicable),
            ("its approval", wine("State seal: officially approved"), Violated),
            ("marines", wine("for the U.S. Marine Corps"), Violated),
            ("beer", malt("Stars and Stripes"), NotApplicable),
        ],
    );
}

#[test]
fn spirits_and_beer_may_show_a_flag_but_no_endorsement() {
    assert_cases(
        &GOVERNMENT_SYMBOLS_SPIRITS_MALT,
        [
            ("made here", spirits("Made in USA"), NotApplicable),
            ("a veteran's story", spirits("He served in the US Army"), NotApplicable),
            ("official", spirits("Official whiskey of the US Army"), Violated),
            ("approved", malt("Approved by the U.S. Navy"), Violated),
            ("a State's seal", malt("Great Seal of the State of Ohio"), NotApplicable),
            ("its approval", malt("Official Seal of the State of Ohio"), Violated),
        ],
    );
}

#[test]
fn an_endorsement_is_licensed() {
    assert_cases(
        &ENDORSEMENT,
        [
            ("winemaker", wine("Jane Doe, winemaker"), NotApplicable),
            ("licensed", malt("Official beer of the Owls").text(["Officially licensed"]), Met),
            ("university", malt("Official beer of State University"), Violated),
            ("politician", wine("Endorsed by Senator Doe"), Violated),
        ],
    );
}

#[test]
fn a_template_is_remarked() {
    assert_cases(
        &PERSONALIZED,
        [
            ("wishes", wine("Congratulations Ana & Joe, June 2026"), NotApplicable),
            ("logo", wine("ACME"), NotApplicable),
            ("text", wine("YOUR TEXT HERE"), Violated),
            ("name", wine("Insert name"), Violated),
        ],
    );
}

#[test]
fn gluten_statements_go_to_a_person_except_on_wine() {
    assert_cases(
        &GLUTEN,
        [
            ("none", malt("Lager"), NotApplicable),
            ("wine", wine("Gluten-free"), Unclear),
            ("another word", malt("Glutinous rice lager"), NotApplicable),
            ("beer", malt("Gluten free"), Violated),
            ("removed", malt("Crafted to remove gluten"), Violated),
        ],
    );
}

#[test]
fn words_read_badly_raise_nothing() {
    let rules: [(&Rule, &str); 3] =
        [(&GUARANTEES, "guaranteed"), (&OBSCENE, "porn"), (&GLUTEN, "gluten")];
    for (rule, word) in rules {
        let outcome: OutcomeKind = rule.judge(&label().malt().faint(word, 0.5)).outcome;
        assert_eq!(outcome, NotApplicable, "{}", rule.id);
    }
}
