//! The faults by name, with the rule that each breaks.

use super::DefectSeverity::{Error, Warning};
use super::plant::{
    is_vodka, on_warning, other_alcohol, other_brand, other_volume, reword, set_alcohol, set_net,
    without_place,
};
use super::{Defect, DefectSeverity};
use crate::label::{Application, Commodity, Stated};
use crate::samples::wording::Wording;
use rust_decimal::Decimal;

type Plant = fn(&mut Wording, &mut Application) -> bool;

const fn defect(
    name: &'static str,
    summary: &'static str,
    rules: [Option<&'static str>; 3],
    severity: DefectSeverity,
    plant: Plant,
) -> Defect {
    Defect { name, summary, rules, severity, plant }
}

const fn every(rule: &'static str) -> [Option<&'static str>; 3] {
    [Some(rule); 3]
}

const fn wine(rule: &'static str) -> [Option<&'static str>; 3] {
    [Some(rule), None, None]
}

const fn spirits(rule: &'static str) -> [Option<&'static str>; 3] {
    [None, Some(rule), None]
}

const fn malt(rule: &'static str) -> [Option<&'static str>; 3] {
    [None, None, Some(rule)]
}

const fn each(
    wine: &'static str,
    spirits: &'static str,
    malt: &'static str,
) -> [Option<&'static str>; 3] {
    [Some(wine), Some(spirits), Some(malt)]
}

/// Every fault there is, those of the health warning first.
pub static DEFECTS: &[Defect] = &[
    defect("warning-missing", "health warning missing", every("warning.present"), Error, |w, _| {
        w.warning.take().is_some()
    }),
    defect("warning-should-drink", "“not” dropped", every("warning.text"), Error, |w, _| {
        reword(w, "should not drink", "should drink")
    }),
    defect("warning-woman", "“woman” for “women”", every("warning.text"), Error, |w, _| {
        reword(w, "women", "woman")
    }),
    defect(
        "warning-health-issue",
        "“may cause health issue” for “may cause health problems”",
        every("warning.text"),
        Error,
        |w, _| reword(w, "health problems", "health issue"),
    ),
    defect(
        "warning-a-machinery",
        "“operate a machinery” for “operate machinery”",
        every("warning.text"),
        Error,
        |w, _| reword(w, "operate machinery", "operate a machinery"),
    ),
    defect("warning-no-2", "“(2)” dropped", every("warning.text"), Error, |w, _| {
        reword(w, "(2) ", "")
    }),
    defect(
        "warning-birth-defect",
        "“birth defect” for “birth defects”",
        every("warning.text"),
        Error,
        |w, _| reword(w, "birth defects", "birth defect"),
    ),
    defect(
        "warning-word-order",
        "“operate machinery or drive a car” for “drive a car or operate machinery”",
        every("warning.text"),
        Error,
        |w, _| reword(w, "drive a car or operate machinery", "operate machinery or drive a car"),
    ),
    defect(
        "warning-title-case",
        "lead-in in title case",
        every("warning.header-capitals"),
        Error,
        |w, _| on_warning(w, |warning| "Government Warning:".clone_into(&mut warning.lead_in)),
    ),
    defect(
        "warning-not-bold",
        "lead-in not in bold type",
        every("warning.header-bold"),
        Error,
        |w, _| on_warning(w, |warning| warning.lead_in_bold = false),
    ),
    defect(
        "warning-all-bold",
        "whole warning in bold type",
        every("warning.body-not-bold"),
        Warning,
        |w, _| on_warning(w, |warning| warning.body_bold = true),
    ),
    defect("warning-no-colon", "colon missing", every("warning.punctuation"), Warning, |w, _| {
        on_warning(w, |warning| "GOVERNMENT WARNING".clone_into(&mut warning.lead_in))
    }),
    defect(
        "warning-no-comma",
        "comma after “machinery” missing",
        every("warning.punctuation"),
        Warning,
        |w, _| reword(w, "machinery,", "machinery"),
    ),
    defect(
        "warning-no-full-stop",
        "final full stop missing",
        every("warning.punctuation"),
        Warning,
        |w, _| reword(w, "problems.", "problems"),
    ),
    defect(
        "warning-run-on",
        "another statement runs on in the warning's paragraph",
        every("warning.separate-and-apart"),
        Error,
        |w, _| {
            let words = if w.product == Commodity::Wine {
                w.sulfites = false; // it moves here
                "CONTAINS SULFITES"
            } else {
                "PLEASE RECYCLE THIS CONTAINER"
            };
            on_warning(w, |warning| warning.run_on = Some(words.to_owned()))
        },
    ),
    defect(
        "warning-tiny",
        "warning under half the required height",
        every("warning.type-size"),
        Warning,
        |w, _| on_warning(w, |warning| warning.scale = 0.45),
    ),
    defect(
        "warning-faint",
        "warning in low contrast",
        every("warning.contrast-legible"),
        Warning,
        |w, _| on_warning(w, |warning| warning.faint = true),
    ),
    defect(
        "brand-other",
        "brand is not the one declared",
        every("application.brand-name"),
        Error,
        other_brand,
    ),
    defect(
        "alcohol-other",
        "alcohol content is not the one declared",
        every("application.alcohol"),
        Warning,
        other_alcohol,
    ),
    defect(
        "volume-other",
        "net contents are not those declared",
        every("application.net-contents"),
        Warning,
        other_volume,
    ),
    defect(
        "vintage-other",
        "vintage is not the one declared",
        wine("application.vintage"),
        Warning,
        |w, _| w.vintage.as_mut().map(|year| *year -= 1).is_some(),
    ),
    defect(
        "net-contents-missing",
        "net contents missing",
        each(
            "wine.net-contents.required",
            "spirits.net-contents.required",
            "malt.net-contents.required",
        ),
        Error,
        |w, _| {
            w.net_ml = None;
            w.net.take().is_some()
        },
    ),
    defect(
        "alcohol-missing",
        "alcohol content missing",
        [Some("wine.alcohol.required"), Some("spirits.alcohol.required"), None],
        Error,
        |w, _| {
            w.abv = None;
            w.alcohol.take().is_some()
        },
    ),
    defect(
        "address-missing",
        "name and address missing",
        each(
            "wine.name-address.american",
            "spirits.name-address.required-phrase",
            "malt.name-address.domestic",
        ),
        Error,
        |w, _| !w.imported && w.responsible.take().is_some(),
    ),
    defect(
        "importer-missing",
        "importer's name and address missing",
        each(
            "wine.name-address.import-container",
            "spirits.name-address.import-container",
            "malt.name-address.import-container",
        ),
        Error,
        |w, _| w.imported && w.responsible.take().is_some(),
    ),
    defect(
        "place-missing",
        "city and State missing",
        each(
            "wine.name-address.american",
            "spirits.name-address.address-form",
            "malt.name-address.domestic",
        ),
        Error,
        |w, _| without_place(w, true),
    ),
    defect(
        "state-missing",
        "State missing after the city",
        [None, Some("spirits.name-address.address-form"), Some("malt.name-address.domestic")],
        Error,
        |w, _| without_place(w, false),
    ),
    defect(
        "wine-state-missing",
        "State missing after the city",
        wine("wine.name-address.form"),
        Warning,
        |w, _| without_place(w, false),
    ),
    defect(
        "class-missing",
        "class and type missing",
        each("wine.class-type.required", "spirits.class-type.required", "malt.class-type.required"),
        Error,
        |w, _| {
            w.varietal = None;
            w.class.take().is_some()
        },
    ),
    defect(
        "country-missing",
        "country of origin missing on an import",
        every("common.country-of-origin"),
        Error,
        |w, _| {
            let named =
                w.class.as_ref().is_some_and(|class| class.to_lowercase().contains("irish"));
            !named && w.country.take().is_some()
        },
    ),
    defect(
        "sulfites-missing",
        "sulfite declaration missing",
        wine("wine.sulfites"),
        Warning,
        |w, _| std::mem::replace(&mut w.sulfites, false),
    ),
    defect(
        "beer-16-fl-oz",
        "a pint stated as 16 fl. oz. alone",
        malt("malt.net-contents.format"),
        Error,
        |w, _| w.net_ml == Some(473.into()) && set_net(w, "16 FL OZ"),
    ),
    defect(
        "beer-12-oz",
        "“OZ” for “FL OZ”",
        malt("malt.net-contents.format"),
        Error,
        |w, _| w.net_ml == Some(355.into()) && set_net(w, "12 OZ"),
    ),
    defect(
        "wine-centilitres",
        "net contents in centilitres",
        wine("wine.net-contents.format"),
        Error,
        |w, _| w.net_ml == Some(750.into()) && set_net(w, "75 cl"),
    ),
    defect(
        "fill-730",
        "730 mL is no standard of fill",
        [
            Some("wine.net-contents.standard-of-fill"),
            Some("spirits.net-contents.standard-of-fill"),
            None,
        ],
        Error,
        |w, application| {
            w.net_ml = Some(730.into());
            application.net_contents = Some(Stated::Words("730 mL".into()));
            set_net(w, "730 mL")
        },
    ),
    defect(
        "alcohol-abv",
        "“ABV” for “alcohol by volume”",
        each("wine.alcohol.format", "spirits.alcohol.format", "malt.alcohol.format"),
        Error,
        |w, _| {
            w.alcohol = w.abv.map(|abv| format!("{abv}% ABV"));
            w.alcohol.is_some()
        },
    ),
    defect(
        "proof-wrong",
        "proof is not twice the percentage",
        spirits("spirits.alcohol.proof"),
        Error,
        |w, _| {
            let Some(abv) = w.abv else { return false };
            let wrong = abv * Decimal::TWO + Decimal::from(6);
            w.alcohol = Some(format!("{abv}% Alc./Vol. ({wrong} Proof)"));
            true
        },
    ),
    defect(
        "vodka-37.5",
        "vodka under 40 percent",
        spirits("spirits.class-type.minimum-strength"),
        Error,
        |w, application| {
            let vodka = is_vodka(w);
            if vodka {
                set_alcohol(w, application, Decimal::new(375, 1));
            }
            vodka
        },
    ),
    defect(
        "table-wine-14.5",
        "table wine over 14 percent",
        wine("wine.class-type.abv-consistency"),
        Error,
        |w, application| {
            w.class = Some("Red Table Wine".into());
            w.varietal = None;
            application.class_type.clone_from(&w.class);
            application.grape_varietals = None;
            set_alcohol(w, application, Decimal::new(145, 1));
            true
        },
    ),
    defect(
        "pure",
        "spirits called “pure”",
        spirits("spirits.terms.pure"),
        Error,
        |w, application| {
            application.class_type = w.class.as_ref().map(|class| format!("Pure {class}"));
            w.class.as_mut().map(|class| class.insert_str(0, "Pure ")).is_some()
        },
    ),
    defect(
        "appellation-missing",
        "grape named without an appellation",
        wine("wine.appellation.required"),
        Error,
        |w, application| {
            application.appellation = None;
            w.varietal.is_some() && w.country.is_none() && w.appellation.take().is_some()
        },
    ),
    defect(
        "domestic-imported-by",
        "domestic goods with “Imported by”",
        each(
            "wine.importer-word-domestic",
            "common.import-domestic-consistency",
            "common.import-domestic-consistency",
        ),
        Error,
        |w, _| {
            w.second_address = Some("Imported by Dunmarrow Trading Co., Miami, Florida".into());
            !w.imported
        },
    ),
    defect(
        "commodity-missing",
        "commodity of neutral spirits missing",
        spirits("spirits.neutral-spirits.commodity"),
        Error,
        |w, _| is_vodka(w) && w.commodity.take().is_some(),
    ),
];
