//! What the label was understood to say.

use super::{
    AgeStatement, AlcoholStatement, Appellation, Designation, Disclosure, Fact, Kind, NameAddress,
    NameFact, NetContents, OriginStatement, ProofStatement, Reading, Varietal, Vintage,
    WarningStatement,
};
use serde::Serialize;

/// The facts of one label. Where a label can say a thing more than once, the fact is the
/// statement that counts and the list beside it holds all of them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Facts {
    /// The product type, its class and its type, each with what else it may be.
    pub kind: Kind,
    pub brand_name: NameFact,
    pub fanciful_name: NameFact,
    pub class_type: Fact<Designation>,
    /// Every designation found, the one that counts included.
    pub designations: Vec<Reading<Designation>>,
    pub alcohol: Fact<AlcoholStatement>,
    pub alcohol_statements: Vec<Reading<AlcoholStatement>>,
    pub proofs: Vec<Reading<ProofStatement>>,
    pub net_contents: Fact<NetContents>,
    pub net_contents_statements: Vec<Reading<NetContents>>,
    pub name_address: Fact<NameAddress>,
    pub name_addresses: Vec<Reading<NameAddress>>,
    pub country_of_origin: Fact<OriginStatement>,
    pub origin_statements: Vec<Reading<OriginStatement>>,
    pub vintage: Fact<Vintage>,
    /// Years that are not a vintage: founding, bottling, distilling.
    pub other_years: Vec<Reading<u16>>,
    pub appellation: Fact<Appellation>,
    pub appellations: Vec<Reading<Appellation>>,
    pub grape_varietals: Vec<Reading<Varietal>>,
    pub sulfites: Fact<Disclosure>,
    pub disclosures: Vec<Reading<Disclosure>>,
    pub health_warning: Fact<WarningStatement>,
    /// Ages of spirits.
    pub ages: Vec<Reading<AgeStatement>>,
}
