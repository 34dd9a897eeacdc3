//! How a fault is brought into the wording of a label.

use crate::label::{Application, Commodity, Stated};
use crate::samples::names;
use crate::samples::wording::{Warning, Wording};
use rust_decimal::Decimal;

pub(super) fn is_vodka(wording: &Wording) -> bool {
    wording.class.as_ref().is_some_and(|class| class.eq_ignore_ascii_case("vodka"))
}

pub(super) fn on_warning(wording: &mut Wording, change: impl FnOnce(&mut Warning)) -> bool {
    wording.warning.as_mut().map(change).is_some()
}

pub(super) fn reword(wording: &mut Wording, from: &str, to: &str) -> bool {
    on_warning(wording, |warning| warning.body = warning.body.replacen(from, to, 1))
}

pub(super) fn set_net(wording: &mut Wording, words: &str) -> bool {
    wording.net = Some(words.to_owned());
    true
}

pub(super) fn other_brand(wording: &mut Wording, _: &mut Application) -> bool {
    let first = names::BRAND_FIRST
        .iter()
        .position(|first| wording.brand.to_uppercase().starts_with(&first.to_uppercase()));
    let second = names::BRAND_SECOND
        .iter()
        .position(|second| wording.brand.to_uppercase().ends_with(&second.to_uppercase()));
    let (Some(first), Some(second)) = (first, second) else { return false };
    let first = names::BRAND_FIRST[(first + 5) % names::BRAND_FIRST.len()];
    let second = names::BRAND_SECOND[(second + 3) % names::BRAND_SECOND.len()];
    wording.brand = format!("{first} {second}").to_uppercase();
    true
}

/// Prints another strength, still lawful for the class.
pub(super) fn other_alcohol(wording: &mut Wording, _: &mut Application) -> bool {
    let Some(abv) = wording.abv else { return false };
    let down = wording.product == Commodity::Wine;
    let step = Decimal::new(if down { -15 } else { 20 }, 1);
    print_alcohol(wording, (abv + step).normalize());
    true
}

pub(super) fn set_alcohol(wording: &mut Wording, application: &mut Application, abv: Decimal) {
    application.alcohol_content = Some(Stated::Number(abv));
    print_alcohol(wording, abv);
}

/// Puts the new figure where the old one stood, the proof included.
fn print_alcohol(wording: &mut Wording, abv: Decimal) {
    let proof = (abv * Decimal::TWO).normalize();
    let with_proof = wording.alcohol.as_ref().is_some_and(|words| words.contains("Proof"));
    let suffix = if with_proof { format!(" ({proof} Proof)") } else { String::new() };
    wording.alcohol = Some(format!("{abv}% Alc./Vol.{suffix}"));
    wording.abv = Some(abv);
}

pub(super) fn other_volume(wording: &mut Wording, _: &mut Application) -> bool {
    let Some(ml) = wording.net_ml else { return false };
    let (words, other) = match (wording.product, ml == 375.into() || ml == 473.into()) {
        (Commodity::MaltBeverage, true) => ("12 FL. OZ.", 355),
        (Commodity::MaltBeverage, false) => ("1 PINT", 473),
        (_, true) => ("750 mL", 750),
        (_, false) => ("375 mL", 375),
    };
    wording.net_ml = Some(other.into());
    set_net(wording, words)
}

pub(super) fn without_place(wording: &mut Wording, city_too: bool) -> bool {
    if wording.imported {
        return false;
    }
    let Some(responsible) = wording.responsible.as_mut() else { return false };
    responsible.state = None;
    if city_too {
        responsible.city = None;
    }
    true
}
