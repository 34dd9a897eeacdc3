//! Words to facts: what the lines of a label say, statement by statement.
//!
//! A statement that was not read is absent or unreadable, never guessed; what was declared
//! steers only where we look for a name, never what we read. One file per fact; `grammar`
//! knows how statements are printed, `statements` how sure we are of a reading.

mod age;
mod alcohol;
mod appellation;
mod class_type;
mod declared;
mod disclosures;
pub mod grammar;
mod illegible;
mod kind;
mod name_address;
pub mod names;
mod net_contents;
mod origin;
mod passage;
mod product;
mod roles;
mod spacing;
mod statements;
#[cfg(test)]
pub mod testing;
mod varietals;
mod vintage;
pub mod warning;

pub use appellation::understood as appellations_of;
pub use class_type::understood as designations_of;
pub use declared::{
    declared, understand_alcohol, understand_country, understand_vintage, understand_volume,
};
pub use varietals::understood as grapes_of;

use crate::label::{Application, Commodity, Declared, Facts, Inference, Source, Text};
use crate::ocr::Line;

/// What the lines were understood to say.
#[derive(Debug, Clone)]
pub struct ReadLabel {
    pub text: Text,
    pub facts: Facts,
    pub declared: Declared,
    pub product: Inference<Commodity>,
    pub source: Option<Inference<Source>>,
}

/// Reads the facts from the lines of all panels, in reading order.
#[must_use]
pub fn read(lines: &[Line], application: &Application) -> ReadLabel {
    let declared = declared(application);
    let mut facts = Facts { health_warning: warning::find(lines), ..Facts::default() };
    let warning = roles::warning_lines(lines);
    let outside = roles::without(lines, &warning);
    let lines_read: &[Line] = &outside;

    let addresses = name_address::read(lines_read, &mut facts);
    alcohol::read(lines_read, &mut facts);
    net_contents::read(lines_read, &mut facts);
    class_type::read(lines_read, &addresses, application.product_type, &mut facts);
    let (product, shares) = product::infer(application, &facts, lines_read);
    class_type::choose(product.value, &mut facts);
    alcohol::weigh(product.value, &mut facts);
    origin::read(lines_read, &mut facts);
    vintage::read(lines_read, &addresses, &mut facts);
    if product.value == Commodity::Wine {
        appellation::read(lines_read, &addresses, application, &mut facts);
        varietals::read(lines_read, &addresses, application, &mut facts);
    }
    if product.value == Commodity::DistilledSpirits {
        age::read(lines_read, &mut facts);
    }
    disclosures::read(lines_read, &mut facts);
    illegible::mark(lines_read, &mut facts);
    let source = product::source(application, &facts);
    facts.kind = kind::infer(application, &product, &shares, source.as_ref(), &facts, lines_read);
    let text = roles::text(lines, &warning, &facts);
    names::read(lines_read, &text, application, &mut facts);
    ReadLabel { text, facts, declared, product, source }
}
