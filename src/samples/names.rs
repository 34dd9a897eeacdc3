//! Names of our own invention, and real places to put them in.

/// Brands are one word of each list.
pub(super) const BRAND_FIRST: &[&str] = &[
    "Lantern", "Thistle", "Marigold", "Sparrow", "Cinder", "Bramble", "Velvet", "Tandem",
    "Foxglove", "Paper", "Quill", "Saffron", "Heron", "Pewter", "Willow", "Ember",
];
pub(super) const BRAND_SECOND: &[&str] = &[
    "Quay", "Ledger", "Meadow", "Anvil", "Otter", "Compass", "Loom", "Kettle", "Almanac", "Harbor",
    "Fiddle", "Beacon", "Gable", "Pennant",
];
pub(super) const FANCIFUL: &[&str] = &[
    "Night Signal",
    "Second Ferry",
    "Tin Roof",
    "Long Shadow",
    "Low Tide",
    "Early Bell",
    "Side Door",
    "Quiet Hour",
];
/// Bottlers, to which the trade adds its word.
pub(super) const COMPANIES: &[&str] = &[
    "Hask & Pell",
    "Wexcombe",
    "Tolliver Dray",
    "Orrinshaw",
    "Bexley Thorne",
    "Quillmoor",
    "Dunmarrow",
    "Fennick & Daughters",
];
pub(super) const IMPORTERS: &[(&str, &str, &str)] = &[
    ("Wexcombe Imports", "Newark", "New Jersey"),
    ("Orrinshaw Beverage Imports", "Houston", "Texas"),
    ("Dunmarrow Trading Co.", "Miami", "Florida"),
    ("Quillmoor Imports LLC", "Seattle", "WA"),
];

/// A viticultural area, a city whose wineries use it, and the State both lie in.
pub(super) const AMERICAN_VINEYARDS: &[(&str, &str, &str)] = &[
    ("Columbia Valley", "Prosser", "Washington"),
    ("Willamette Valley", "McMinnville", "Oregon"),
    ("Napa Valley", "Napa", "California"),
    ("Paso Robles", "Paso Robles", "California"),
    ("Finger Lakes", "Geneva", "New York"),
    ("Monticello", "Charlottesville", "Virginia"),
    ("Sonoma Coast", "Sebastopol", "CA"),
];
pub(super) const GRAPES: &[&str] = &[
    "Merlot",
    "Cabernet Sauvignon",
    "Chardonnay",
    "Riesling",
    "Syrah",
    "Pinot Noir",
    "Cabernet Franc",
    "Sauvignon Blanc",
];
/// Appellation, grape and country of imported wine.
pub(super) const FOREIGN_WINES: &[(&str, &str, &str)] = &[
    ("Mendoza", "Malbec", "Argentina"),
    ("Marlborough", "Sauvignon Blanc", "New Zealand"),
    ("Mosel", "Riesling", "Germany"),
    ("Barossa Valley", "Shiraz", "Australia"),
    ("Stellenbosch", "Chenin Blanc", "South Africa"),
];
/// Class, the commodity to be named, the age and strengths in percent of domestic spirits.
pub(super) const SPIRITS: &[Spirit] = &[
    Spirit { class: "Vodka", commodity: Some("Distilled from grain"), age: None },
    Spirit { class: "Gin", commodity: Some("Distilled from grain"), age: None },
    Spirit { class: "Vodka", commodity: Some("Distilled from potatoes"), age: None },
    Spirit { class: "Rum", commodity: None, age: None },
    Spirit { class: "Straight Bourbon Whiskey", commodity: None, age: Some("Aged 6 years") },
    Spirit { class: "Straight Rye Whiskey", commodity: None, age: Some("Aged 5 years") },
];
/// Imported ones, with their country.
pub(super) const FOREIGN_SPIRITS: &[(Spirit, &str)] = &[
    (Spirit { class: "Vodka", commodity: Some("Distilled from grain"), age: None }, "Poland"),
    (Spirit { class: "Gin", commodity: Some("Distilled from grain"), age: None }, "England"),
    (Spirit { class: "Rum", commodity: None, age: None }, "Barbados"),
    (Spirit { class: "Tequila", commodity: None, age: None }, "Mexico"),
    (Spirit { class: "Irish Whiskey", commodity: None, age: Some("Aged 5 years") }, "Ireland"),
];
pub(super) const BEERS: &[&str] =
    &["India Pale Ale", "Lager", "Stout", "Pale Ale", "Porter", "Amber Ale", "Wheat Beer"];
pub(super) const FOREIGN_BEERS: &[(&str, &str)] =
    &[("Lager", "Germany"), ("Ale", "Belgium"), ("Lager", "Japan"), ("Stout", "Ireland")];
pub(super) const CITIES: &[(&str, &str)] = &[
    ("Bend", "Oregon"),
    ("Asheville", "North Carolina"),
    ("Portland", "Maine"),
    ("Louisville", "KY"),
    ("Duluth", "Minnesota"),
    ("Boise", "Idaho"),
    ("Denver", "CO"),
    ("Burlington", "Vermont"),
];

pub(super) const WINE_STORIES: &[&str] = &[
    "Picked in the cool of the morning and fermented slowly, this wine opens with a bright \
     nose and closes with a long, dry finish.",
    "Our cellar is small and our patience is long. Pour it for people you like, with bread, \
     cheese and time to spare.",
    "Made by hand in small lots. Serve with roast chicken, mushrooms or a good book.",
];
pub(super) const SPIRIT_STORIES: &[&str] = &[
    "Small batches, a copper still and water from the hill behind the house. Pour it neat, \
     or over a single large cube.",
    "We keep the fire low and the cuts narrow. What is left in the glass is round, warm and \
     quietly dry.",
    "Every bottle is filled, corked and numbered at the long table by the window.",
];
pub(super) const BEER_STORIES: &[&str] = &[
    "Crisp, bright and easy to share. Keep it cold and drink it fresh.",
    "A full malt body and a clean bitter edge, made for porches and long summer evenings.",
    "Brewed in a former boathouse by three friends and one very old dog.",
];

/// A class of spirits and what its label must add.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spirit {
    pub class: &'static str,
    pub commodity: Option<&'static str>,
    pub age: Option<&'static str>,
}
