//! What a label says, before anybody draws it: drawn by lot from the names, lawful as drawn.

use super::names::{self, Spirit};
use super::random::Random;
use crate::label::{Applicant, Application, Commodity, Source, Stated};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The statement of 27 CFR 16.21, without its lead-in.
pub(super) const WARNING_BODY: &str = "(1) According to the Surgeon General, women should not \
    drink alcoholic beverages during pregnancy because of the risk of birth defects. (2) \
    Consumption of alcoholic beverages impairs your ability to drive a car or operate \
    machinery, and may cause health problems.";
pub(super) const WARNING_LEAD_IN: &str = "GOVERNMENT WARNING:";

/// Everything printed on one container, item by item, in the letters it is printed in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wording {
    pub product: Commodity,
    pub imported: bool,
    pub brand: String,
    pub fanciful: Option<String>,
    pub class: Option<String>,
    pub appellation: Option<String>,
    pub varietal: Option<String>,
    pub vintage: Option<u16>,
    pub alcohol: Option<String>,
    /// Percent by volume.
    pub abv: Option<Decimal>,
    pub net: Option<String>,
    /// Millilitres, to the whole.
    pub net_ml: Option<Decimal>,
    pub responsible: Option<Responsible>,
    /// A further line of the address block.
    pub second_address: Option<String>,
    /// The country's name alone.
    pub country: Option<String>,
    pub sulfites: bool,
    pub commodity: Option<String>,
    pub age: Option<String>,
    pub story: String,
    /// Deposit marks and the like.
    pub small_print: Option<String>,
    pub warning: Option<Warning>,
}

/// Who answers for the product, as printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Responsible {
    pub phrase: String,
    pub name: String,
    pub city: Option<String>,
    pub state: Option<String>,
}

impl Responsible {
    /// “Prosser, Washington”, or what is left of it.
    pub fn place(&self) -> Option<String> {
        match (&self.city, &self.state) {
            (Some(city), Some(state)) => Some(format!("{city}, {state}")),
            (city, state) => city.clone().or_else(|| state.clone()),
        }
    }

    pub fn sentence(&self) -> String {
        let place = self.place().map(|place| format!(", {place}")).unwrap_or_default();
        format!("{} {}{place}", self.phrase, self.name)
    }
}

/// The health warning and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Warning {
    pub lead_in: String,
    pub body: String,
    pub lead_in_bold: bool,
    pub body_bold: bool,
    /// Printed in a tint close to the ground.
    pub faint: bool,
    /// Of the height the design gives it.
    pub scale: f32,
    /// Words of another statement run on in the same paragraph.
    pub run_on: Option<String>,
}

impl Warning {
    fn lawful() -> Self {
        Self {
            lead_in: WARNING_LEAD_IN.into(),
            body: WARNING_BODY.into(),
            lead_in_bold: true,
            body_bold: false,
            faint: false,
            scale: 1.0,
            run_on: None,
        }
    }

    pub fn text(&self) -> String {
        format!("{} {}", self.lead_in, self.body)
    }
}

impl Wording {
    /// Draws a label that breaks no rule.
    pub fn draw(random: &mut Random, product: Commodity) -> Self {
        let imported = random.chance(25);
        let brand =
            format!("{} {}", random.pick(names::BRAND_FIRST), random.pick(names::BRAND_SECOND));
        let blank = Self {
            product,
            imported,
            brand: if random.chance(60) { brand.to_uppercase() } else { brand },
            fanciful: random.chance(30).then(|| (*random.pick(names::FANCIFUL)).to_owned()),
            class: None,
            appellation: None,
            varietal: None,
            vintage: None,
            alcohol: None,
            abv: None,
            net: None,
            net_ml: None,
            responsible: None,
            second_address: None,
            country: None,
            sulfites: false,
            commodity: None,
            age: None,
            story: String::new(),
            small_print: None,
            warning: Some(Warning::lawful()),
        };
        let mut wording = match product {
            Commodity::Wine => wine(blank, random),
            Commodity::DistilledSpirits => spirits(blank, random),
            Commodity::MaltBeverage => malt(blank, random),
        };
        if random.chance(35) {
            for name in [&mut wording.class, &mut wording.appellation].into_iter().flatten() {
                *name = name.to_uppercase();
            }
        }
        wording
    }

    /// What an honest applicant declares about it; the panels are added when they are drawn.
    pub fn declared(&self, seed: u64) -> Application {
        let responsible = self.responsible.as_ref();
        Application {
            application_id: Some(format!("S-{seed}")),
            product_type: Some(self.product),
            source: Some(if self.imported { Source::Imported } else { Source::Domestic }),
            filed_on: NaiveDate::from_ymd_opt(2026, 3, 2),
            brand_name: Some(self.brand.to_uppercase()),
            fanciful_name: self.fanciful.clone(),
            class_type: self.class.clone(),
            alcohol_content: self.abv.map(Stated::Number),
            net_contents: self.net.clone().map(Stated::Words),
            vintage: self.vintage.map(|year| Stated::Number(year.into())),
            appellation: self.appellation.clone(),
            grape_varietals: self.varietal.clone().map(|grape| vec![grape]),
            applicant: responsible.map(|who| Applicant {
                name: Some(who.name.to_uppercase()),
                address: who.place(),
                trade_names: vec![self.brand.to_uppercase()],
            }),
            country_of_origin: self.country.clone(),
            panels_complete: Some(true),
            ..Application::default()
        }
    }
}

fn wine(blank: Wording, random: &mut Random) -> Wording {
    let (appellation, grape, responsible, country) = if blank.imported {
        let (region, grape, country) = *random.pick(names::FOREIGN_WINES);
        (region, grape, importer(random), Some(country.to_owned()))
    } else {
        let (area, city, state) = *random.pick(names::AMERICAN_VINEYARDS);
        let phrase = random.pick(&["Produced and bottled by", "Bottled by", "Vinted & bottled by"]);
        let name = company(random, &["Cellars", "Winery", "Vineyards LLC"]);
        let who = responsible(phrase, name, city, state);
        (area, *random.pick(names::GRAPES), who, None)
    };
    let varietal = blank.imported || random.chance(80);
    // At 14 percent or less the strength never moves the wine into another class.
    let abv = Decimal::new(i64::from(random.between(115, 139)), 1);
    let (net, ml) = *random.pick(&[("750 mL", 750), ("750 ML", 750), ("375 mL", 375)]);
    Wording {
        class: Some(if varietal { grape.into() } else { "Red Wine".into() }),
        varietal: varietal.then(|| grape.to_owned()),
        appellation: Some(appellation.into()),
        vintage: Some(random.between(2020, 2023) as u16),
        alcohol: Some(alcohol_statement(random, abv)),
        abv: Some(abv.normalize()),
        net: Some(net.into()),
        net_ml: Some(ml.into()),
        responsible: Some(responsible),
        country,
        sulfites: true,
        story: (*random.pick(names::WINE_STORIES)).into(),
        ..blank
    }
}

fn spirits(blank: Wording, random: &mut Random) -> Wording {
    let (spirit, responsible, country): (Spirit, _, _) = if blank.imported {
        let (spirit, country) = *random.pick(names::FOREIGN_SPIRITS);
        (spirit, importer(random), Some(country.to_owned()))
    } else {
        let (city, state) = *random.pick(names::CITIES);
        let name = company(random, &["Distilling Co.", "Distillery", "Spirits LLC"]);
        let who = responsible("Distilled and bottled by", name, city, state);
        (*random.pick(names::SPIRITS), who, None)
    };
    let abv = Decimal::from(*random.pick(&[40, 42, 43, 45, 47]));
    let mut alcohol = alcohol_statement(random, abv);
    if random.chance(60) {
        alcohol = format!("{alcohol} ({} Proof)", abv * Decimal::TWO);
    }
    let (net, ml) =
        *random.pick(&[("750 mL", 750), ("750 ML", 750), ("375 mL", 375), ("1 L", 1000)]);
    Wording {
        class: Some(spirit.class.into()),
        commodity: spirit.commodity.map(str::to_owned),
        age: spirit.age.map(str::to_owned),
        alcohol: Some(alcohol),
        abv: Some(abv),
        net: Some(net.into()),
        net_ml: Some(ml.into()),
        responsible: Some(responsible),
        country,
        story: (*random.pick(names::SPIRIT_STORIES)).into(),
        ..blank
    }
}

fn malt(blank: Wording, random: &mut Random) -> Wording {
    let (class, responsible, country) = if blank.imported {
        let (class, country) = *random.pick(names::FOREIGN_BEERS);
        (class, importer(random), Some(country.to_owned()))
    } else {
        let (city, state) = *random.pick(names::CITIES);
        let phrase = random.pick(&["Brewed and canned by", "Brewed & bottled by"]);
        let name = company(random, &["Brewing Company", "Brewery", "Brewing Co."]);
        (*random.pick(names::BEERS), responsible(phrase, name, city, state), None)
    };
    let abv = Decimal::new(i64::from(random.between(42, 79)), 1);
    let (net, ml) = *random.pick(&[
        ("12 FL. OZ.", 355),
        ("12 FL OZ (355 mL)", 355),
        ("1 PINT", 473),
        ("1 PINT (16 FL. OZ.)", 473),
        ("1 PINT 6 FL. OZ.", 651),
    ]);
    Wording {
        class: Some(class.into()),
        alcohol: Some(alcohol_statement(random, abv)),
        abv: Some(abv.normalize()),
        net: Some(net.into()),
        net_ml: Some(ml.into()),
        responsible: Some(responsible),
        country,
        story: (*random.pick(names::BEER_STORIES)).into(),
        small_print: random.chance(50).then(|| "CA CRV  ·  ME-VT-NY 5¢".to_owned()),
        ..blank
    }
}

fn alcohol_statement(random: &mut Random, abv: Decimal) -> String {
    let abv = abv.normalize();
    match random.below(4) {
        0 => format!("ALC. {abv}% BY VOL."),
        1 => format!("{abv}% ALC./VOL."),
        2 => format!("Alcohol {abv}% by volume"),
        _ => format!("{abv}% Alc. by Vol."),
    }
}

fn company(random: &mut Random, trades: &[&str]) -> String {
    format!("{} {}", random.pick(names::COMPANIES), random.pick(trades))
}

fn importer(random: &mut Random) -> Responsible {
    let (name, city, state) = *random.pick(names::IMPORTERS);
    responsible("Imported by", name.to_owned(), city, state)
}

fn responsible(phrase: &str, name: String, city: &str, state: &str) -> Responsible {
    Responsible {
        phrase: phrase.to_owned(),
        name,
        city: Some(city.to_owned()),
        state: Some(state.to_owned()),
    }
}
