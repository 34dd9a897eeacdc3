//! The words that statements are made of: run together, behind a figure, and misread.

/// Words of statements that engines run together.
const GLUED: &[&str] = &[
    "alcohol", "alc", "by", "volume", "vol", "percent", "proof", "contents", "content", "cont",
    "net", "fluid", "fl", "ounces", "ounce", "oz", "pints", "pint", "pt", "ml", "us", "abv",
    "gallons", "gallon", "liters", "liter", "litres", "litre",
];

/// Units that follow a number without a space, as printed and as commonly misread.
pub const UNITS: &[(&str, &[&str], bool)] = &[
    ("fluidounces", &["fluid", "ounces"], true),
    ("floz", &["fl", "oz"], true),
    ("fl0z", &["fl", "oz"], false),
    ("f1oz", &["fl", "oz"], false),
    ("gallons", &["gallons"], true),
    ("gallon", &["gallon"], true),
    ("liters", &["liters"], true),
    ("litres", &["litres"], true),
    ("liter", &["liter"], true),
    ("litre", &["litre"], true),
    ("pints", &["pints"], true),
    ("pint", &["pint"], true),
    ("p1nt", &["pint"], false),
    ("proof", &["proof"], true),
    ("years", &["years"], true),
    ("year", &["year"], true),
    ("gal", &["gal"], true),
    ("rnl", &["ml"], false),
    ("mle", &["ml"], true),
    ("ml", &["ml"], true),
    ("m1", &["ml"], false),
    ("mi", &["ml"], false),
    ("cl", &["cl"], true),
    ("c1", &["cl"], false),
    ("cc", &["cc"], true),
    ("lt", &["lt"], true),
    ("fl", &["fl"], true),
    ("oz", &["oz"], true),
    ("0z", &["oz"], false),
    ("pt", &["pt"], true),
    ("qt", &["qt"], true),
    ("l", &["l"], true),
];

/// Misreadings of the words that statements are made of.
pub const MISREAD: &[(&str, &str)] = &[
    ("vql", "vol"),
    ("v0l", "vol"),
    ("voi", "vol"),
    ("vo1", "vol"),
    ("v01", "vol"),
    ("aic", "alc"),
    ("atc", "alc"),
    ("akc", "alc"),
    ("a1c", "alc"),
    ("alg", "alc"),
    ("alcoh0l", "alcohol"),
    ("aicohol", "alcohol"),
    ("a1cohol", "alcohol"),
    ("voiume", "volume"),
    ("vo1ume", "volume"),
    ("rnl", "ml"),
    ("m1", "ml"),
    ("fl0z", "floz"),
    ("f1", "fl"),
    ("fi", "fl"),
    ("0z", "oz"),
    ("p1nt", "pint"),
    ("piint", "pint"),
    ("pr00f", "proof"),
    ("pro0f", "proof"),
    ("pr0of", "proof"),
    ("8y", "by"),
];

/// The words of [`GLUED`] that make up a run, if they do; the last word of each prefix.
pub fn cut(run: &str) -> Option<Vec<&'static str>> {
    let mut last: Vec<Option<&'static str>> = vec![None; run.len() + 1];
    for end in 1..=run.len() {
        last[end] = GLUED.iter().copied().find(|word| {
            run[..end].ends_with(word) && (end == word.len() || last[end - word.len()].is_some())
        });
    }
    let mut words = Vec::new();
    let mut end = run.len();
    while end > 0 {
        let word = last[end]?;
        words.push(word);
        end -= word.len();
    }
    words.reverse();
    Some(words)
}

/// The digits of a run, with the letters that look like `0`, `1` and `5` among them; and
/// whether there were such letters. At least half must be digits.
pub fn digits_of(run: &str) -> Option<(String, bool)> {
    let real = run.chars().filter(char::is_ascii_digit).count();
    let digits: Option<String> = run
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            'o' => Some('0'),
            'l' | 'i' => Some('1'),
            's' => Some('5'),
            _ => None,
        })
        .collect();
    let digits = digits?;
    (real > 0 && real * 2 >= digits.len()).then_some((digits, real < run.chars().count()))
}
