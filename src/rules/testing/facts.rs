//! What a table's label says: each method prints a statement and reads it with confidence.
//!
//! [`doubtful`] then weakens what was read.

use super::builders::{dec, net};
use crate::label::{
    AgeStatement, AgeUnit, AgeWording, AlcoholForm, AlcoholStatement, Appellation, AppellationKind,
    Attribute, Commodity, Designation, Disclosure, DisclosureKind, Fact, Function, Label, LineRole,
    NameAddress, NameMatch, OriginStatement, Percent, ProofStatement, Reading, Varietal, Vintage,
    VolumeUnit, WarningStatement,
};

/// Takes a confident reading down to a doubtful one.
pub fn doubtful<T: Clone>(fact: &mut Fact<T>) {
    if let Fact::Read(reading) = fact {
        *fact = Fact::Doubtful(reading.clone());
    }
}

impl Label {
    /// The declared brand name as found on the label.
    #[must_use]
    pub fn brand(self, printed: &str, agrees: NameMatch) -> Self {
        let (mut label, name) = self.reading(LineRole::Other, printed, printed.to_owned());
        label.facts.brand_name.found = Some((name, agrees));
        label
    }

    /// Prominent text that could be the brand name.
    #[must_use]
    pub fn brand_candidate(self, printed: &str) -> Self {
        let (mut label, name) = self.reading(LineRole::Other, printed, printed.to_owned());
        label.facts.brand_name.candidates.push(name);
        label
    }

    /// The declared fanciful name as found on the label.
    #[must_use]
    pub fn fanciful(self, printed: &str, agrees: NameMatch) -> Self {
        let (mut label, name) = self.reading(LineRole::Other, printed, printed.to_owned());
        label.facts.fanciful_name.found = Some((name, agrees));
        label
    }

    /// The designation that counts: its id, the ids above it, and the words on the label.
    /// The product is the id's first word.
    #[must_use]
    pub fn class_type(self, id: &str, parents: &[&str], printed: &str) -> Self {
        let mut label = self.another_designation(id, parents, printed);
        label.facts.class_type = label.facts.designations.pop().map_or(Fact::Absent, Fact::Read);
        label.facts.designations.extend(label.facts.class_type.confident().cloned());
        label
    }

    /// A designation besides the one that counts.
    #[must_use]
    pub fn another_designation(self, id: &str, parents: &[&str], printed: &str) -> Self {
        let designation = Designation {
            id: id.to_owned(),
            name: printed.to_owned(),
            parents: parents.iter().map(|&parent| parent.to_owned()).collect(),
            commodity: match id.split('.').next() {
                Some("spirits") => Commodity::DistilledSpirits,
                Some("malt") => Commodity::MaltBeverage,
                _ => Commodity::Wine,
            },
            attributes: Vec::new(),
            prominence: 1.0,
        };
        let (mut label, reading) = self.reading(LineRole::Other, printed, designation);
        label.facts.designations.push(reading);
        label
    }

    /// Something that stands with the designation that counts.
    #[must_use]
    pub fn attribute(mut self, attribute: Attribute) -> Self {
        if let Fact::Read(designation) = &mut self.facts.class_type {
            designation.value.attributes.push(attribute);
            let all = &mut self.facts.designations;
            if let Some(same) = all.iter_mut().find(|one| one.value.id == designation.value.id) {
                same.value = designation.value.clone();
            }
        }
        self
    }

    /// The alcohol statement that counts, by its form and figure.
    #[must_use]
    pub fn alcohol(self, printed: &str, form: AlcoholForm, percent: &str) -> Self {
        self.alcohol_statement(printed, form, Some(percent), None)
    }

    /// The alcohol statement that counts, as a range.
    #[must_use]
    pub fn alcohol_range(self, printed: &str, lower: &str, upper: &str) -> Self {
        self.alcohol_statement(printed, AlcoholForm::Range, Some(lower), Some(upper))
    }

    /// The words of an alcohol statement without a figure.
    #[must_use]
    pub fn alcohol_blank(self, printed: &str) -> Self {
        self.alcohol_statement(printed, AlcoholForm::Blank, None, None)
    }

    fn alcohol_statement(
        self,
        printed: &str,
        form: AlcoholForm,
        percent: Option<&str>,
        upper: Option<&str>,
    ) -> Self {
        let statement = AlcoholStatement {
            form,
            percent: percent.map(dec).map(Percent),
            upper: upper.map(dec).map(Percent),
            decimals: percent.map_or(0, |number| dec(number).scale()),
            bottled_at: false,
        };
        let (mut label, reading) = self.reading(LineRole::Alcohol, printed, statement);
        label.facts.alcohol = Fact::Read(reading.clone());
        label.facts.alcohol_statements.push(reading);
        label
    }

    #[must_use]
    pub fn proof(self, printed: &str, proof: &str) -> Self {
        let statement = ProofStatement { proof: dec(proof), of_production: false };
        let (mut label, reading) = self.reading(LineRole::Alcohol, printed, statement);
        label.facts.proofs.push(reading);
        label
    }

    /// The net contents statement that counts, by its amounts and units.
    #[must_use]
    pub fn net_contents(self, printed: &str, parts: &[(&str, VolumeUnit)]) -> Self {
        let (mut label, reading) = self.reading(LineRole::NetContents, printed, net(parts));
        label.facts.net_contents = Fact::Read(reading.clone());
        label.facts.net_contents_statements.push(reading);
        label
    }

    /// A name-and-address statement; the first one printed is the one that counts. Its
    /// functions are told from the lead phrase, and `for` at its end is a third party.
    #[must_use]
    pub fn name_address(self, lead: &str, name: &str, city: &str, state: &str) -> Self {
        let statement = NameAddress {
            functions: functions(lead),
            lead: lead.to_owned(),
            for_other: lead.ends_with(" for"),
            in_united_states: lead.to_lowercase().contains("in the united states"),
            name: name.to_owned(),
            city: (!city.is_empty()).then(|| city.to_owned()),
            state: (!state.is_empty()).then(|| state.to_owned()),
            state_as_printed: (!state.is_empty()).then(|| state.to_owned()),
            country: None,
        };
        let printed = format!("{lead} {name}, {city}, {state}");
        let (mut label, reading) = self.reading(LineRole::NameAddress, &printed, statement);
        if label.facts.name_address.is_absent() {
            label.facts.name_address = Fact::Read(reading.clone());
        }
        label.facts.name_addresses.push(reading);
        label
    }

    /// A statement of origin, `Product of Italy`; no country for `Product of EU`.
    #[must_use]
    pub fn origin(self, lead: &str, place: &str, country: Option<&str>) -> Self {
        let statement = OriginStatement {
            country: country.map(str::to_owned),
            place: place.to_owned(),
            lead: lead.to_owned(),
        };
        let printed = format!("{lead} {place}");
        let (mut label, reading) = self.reading(LineRole::Other, printed.trim(), statement);
        if label.facts.country_of_origin.is_absent() {
            label.facts.country_of_origin = Fact::Read(reading.clone());
        }
        label.facts.origin_statements.push(reading);
        label
    }

    #[must_use]
    pub fn vintage(self, year: u16) -> Self {
        let (mut label, reading) =
            self.reading(LineRole::Other, &year.to_string(), Vintage { year });
        label.facts.vintage = Fact::Read(reading);
        label
    }

    /// An appellation; the first one printed is the one that counts.
    #[must_use]
    pub fn appellation(
        self,
        kind: AppellationKind,
        name: &str,
        country: &str,
        states: &[&str],
    ) -> Self {
        let appellation = Appellation {
            kind,
            name: name.to_owned(),
            country: Some(country.to_owned()),
            states: states.iter().map(|&state| state.to_owned()).collect(),
            percentages: Vec::new(),
        };
        let (mut label, reading) = self.reading(LineRole::Other, name, appellation);
        if label.facts.appellation.is_absent() {
            label.facts.appellation = Fact::Read(reading.clone());
        }
        label.facts.appellations.push(reading);
        label
    }

    /// A grape that is the designation.
    #[must_use]
    pub fn grape(self, name: &str) -> Self {
        self.grape_with(name, None, true)
    }

    /// A grape named in running text.
    #[must_use]
    pub fn grape_in_story(self, name: &str) -> Self {
        self.grape_with(name, None, false)
    }

    /// A grape with its share of the blend.
    #[must_use]
    pub fn grape_share(self, name: &str, percent: &str) -> Self {
        self.grape_with(name, Some(percent), true)
    }

    fn grape_with(self, name: &str, percent: Option<&str>, as_designation: bool) -> Self {
        let varietal = Varietal {
            name: name.to_owned(),
            group: name.to_lowercase(),
            percent: percent.map(dec),
            as_designation,
        };
        let (mut label, reading) = self.reading(LineRole::Other, name, varietal);
        label.facts.grape_varietals.push(reading);
        label
    }

    /// A disclosure in wording that the regulation accepts, or not.
    #[must_use]
    pub fn disclosure(self, kind: DisclosureKind, printed: &str, accepted: bool) -> Self {
        self.disclosure_with(kind, printed, accepted, None)
    }

    /// A disclosure in a sentence that says more.
    #[must_use]
    pub fn disclosure_with(
        self,
        kind: DisclosureKind,
        printed: &str,
        accepted: bool,
        extra: Option<&str>,
    ) -> Self {
        let disclosure = Disclosure { kind, accepted, extra: extra.map(str::to_owned) };
        let (mut label, reading) = self.reading(LineRole::Other, printed, disclosure);
        if kind == DisclosureKind::Sulfites && label.facts.sulfites.is_absent() {
            label.facts.sulfites = Fact::Read(reading.clone());
        }
        label.facts.disclosures.push(reading);
        label
    }

    /// The health warning, as the regulation prints it.
    #[must_use]
    pub fn warning(self) -> Self {
        let text = "GOVERNMENT WARNING: (1) According to the Surgeon General, women should not \
                    drink alcoholic beverages during pregnancy because of the risk of birth \
                    defects. (2) Consumption of alcoholic beverages impairs your ability to drive \
                    a car or operate machinery, and may cause health problems.";
        let statement = WarningStatement {
            text: text.to_owned(),
            lead_in: "GOVERNMENT WARNING".to_owned(),
            lead_in_capitals: Some(true),
            ..WarningStatement::default()
        };
        let (mut label, reading) = self.reading(LineRole::Warning, text, statement);
        label.facts.health_warning = Fact::Read(reading);
        label
    }

    /// A statement of age.
    #[must_use]
    pub fn age(self, printed: &str, amount: u32, unit: AgeUnit, wording: AgeWording) -> Self {
        self.age_range(printed, amount, None, unit, wording)
    }

    /// A statement of age, perhaps with an upper figure.
    #[must_use]
    pub fn age_range(
        self,
        printed: &str,
        amount: u32,
        upper: Option<u32>,
        unit: AgeUnit,
        wording: AgeWording,
    ) -> Self {
        let age = AgeStatement { amount, upper, unit, wording };
        let (mut label, reading) = self.reading(LineRole::Other, printed, age);
        label.facts.ages.push(reading);
        label
    }

    /// A year of another kind: founding, bottling, distilling.
    #[must_use]
    pub fn other_year(self, printed: &str, year: u16) -> Self {
        let (mut label, reading): (Self, Reading<u16>) =
            self.reading(LineRole::Other, printed, year);
        label.facts.other_years.push(reading);
        label
    }
}

/// The functions a lead phrase names, in its order.
fn functions(lead: &str) -> Vec<Function> {
    let named = |word: &str| {
        Some(match word {
            "bottled" => Function::Bottled,
            "canned" => Function::Canned,
            "packed" => Function::Packed,
            "filled" => Function::Filled,
            "packaged" => Function::Packaged,
            "produced" => Function::Produced,
            "made" => Function::Made,
            "blended" => Function::Blended,
            "prepared" => Function::Prepared,
            "manufactured" => Function::Manufactured,
            "distilled" => Function::Distilled,
            "brewed" => Function::Brewed,
            "cellared" => Function::Cellared,
            "vinted" => Function::Vinted,
            "aged" => Function::Aged,
            "finished" => Function::Finished,
            "grown" => Function::Grown,
            "imported" => Function::Imported,
            "distributed" => Function::Distributed,
            "marketed" => Function::Marketed,
            _ => return None,
        })
    };
    lead.to_lowercase().split(|c: char| !c.is_alphabetic()).filter_map(named).collect()
}
