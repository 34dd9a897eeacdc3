//! The truth of a sample: what its panels say, known before they are drawn.

use super::Plan;
use super::design::Drawn;
use super::wording::{WARNING_BODY, WARNING_LEAD_IN, Warning};
use crate::label::{Application, Commodity};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Everything but the hashes of the files, which exist only once they are encoded.
pub(super) fn write(plan: &Plan, application: &Application, drawn: &[Drawn]) -> Value {
    let wording = &plan.wording;
    let warning = wording.warning.as_ref();
    let commodity = match wording.product {
        Commodity::Wine => "wine",
        Commodity::DistilledSpirits => "spirits",
        Commodity::MaltBeverage => "malt",
    };
    let responsible = wording.responsible.as_ref().map(super::wording::Responsible::sentence);
    json!({
        "id": plan.id(),
        "real": false,
        "family": format!("own-{}", plan.seed),
        "images": drawn.iter().map(|panel| image(plan, panel)).collect::<Vec<_>>(),
        "commodity": commodity,
        "brand_name": wording.brand,
        "fanciful_name": wording.fanciful,
        "class_type": wording.class,
        "alcohol_content": wording.alcohol,
        "abv_percent": wording.abv.map(number),
        "net_contents": wording.net,
        "net_ml": wording.net_ml.map(number),
        "name_address": responsible,
        "country_of_origin": wording.country,
        "imported": wording.imported,
        "vintage": wording.vintage.map(|year| year.to_string()),
        "appellation": wording.appellation,
        "varietals": wording.varietal.as_ref().map(|grape| [grape]),
        "sulfites_declared": says_sulfites(plan),
        "warning_present": warning.is_some(),
        "warning_text_as_printed": warning.map(Warning::text),
        "warning_exact": warning.map(exactness),
        "warning_deviations": deviations(plan),
        "warning_heading_bold": warning.map(|warning| warning.lead_in_bold || warning.body_bold),
        "defects": plan.defect.map(|defect| vec![defect.summary]).unwrap_or_default(),
        "expected_overall": plan.defect.map_or("pass", |d| d.severity.expected_overall()),
        "expected_basis": "generated",
        "rule": plan.defect.and_then(|defect| defect.rule(wording.product)),
        "panels_incomplete": false,
        "difficulty": plan.degradation.difficulty(),
        "tesseract_warning_recall": null,
        "application": application,
        "notes": "",
        "brand_acceptable": [wording.brand],
        "audited": false,
    })
}

/// Adds what is known of the file itself.
pub(super) fn add_file(image: &mut Value, bytes: &[u8]) {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes) {
        write!(hash, "{byte:02x}").expect("a String takes all that is written to it");
    }
    image["sha256"] = json!(hash);
    image["bytes"] = json!(bytes.len());
}

/// A JSON number of exactly these digits.
fn number(value: Decimal) -> Value {
    serde_json::from_str(&value.normalize().to_string()).expect("a decimal reads as a number")
}

fn image(plan: &Plan, panel: &Drawn) -> Value {
    let warning = plan.wording.warning.as_ref().filter(|_| panel.has_warning);
    let height = warning.map(|warning| {
        let pixels = plan.design.warning_x_height as f32 * warning.scale;
        (f64::from(pixels * plan.degradation.scale()) * 10.0).round() / 10.0
    });
    json!({
        "file": format!("{}.{}", panel.name, plan.degradation.extension()),
        "role": panel.role,
        "sha256": null,
        "width": panel.image.width(),
        "height": panel.image.height(),
        "format": plan.degradation.format_name(),
        "bytes": null,
        "text_height_px": height,
        "text_height_basis": height.map(|_| "x"),
    })
}

fn says_sulfites(plan: &Plan) -> bool {
    let run_on = plan.wording.warning.as_ref().and_then(|warning| warning.run_on.as_ref());
    plan.wording.sulfites || run_on.is_some_and(|words| words.contains("SULFITES"))
}

/// True, false, or `"partial"` where only a mark is missing.
fn exactness(warning: &Warning) -> Value {
    let bare = |text: &str| text.replace([':', ',', '.'], "");
    if warning.lead_in == WARNING_LEAD_IN && warning.body == WARNING_BODY {
        json!(true)
    } else if bare(&warning.text()) == bare(&format!("{WARNING_LEAD_IN} {WARNING_BODY}")) {
        json!("partial")
    } else {
        json!(false)
    }
}

fn deviations(plan: &Plan) -> Vec<&'static str> {
    let altered = plan.wording.warning.as_ref().is_some_and(|w| exactness(w) != json!(true));
    plan.defect.filter(|_| altered).map(|defect| defect.summary).into_iter().collect()
}
