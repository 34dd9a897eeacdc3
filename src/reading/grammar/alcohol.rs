//! Alcohol statements and proof, in every form of [`AlcoholForm`].
//!
//! A figure counts only with its words: `100% agave`, `O.G. 12.5` and `5% off` are none.

use super::{
    Parsed,
    token::{Kind, Number, Token, tokens},
};
use crate::label::{AlcoholForm, AlcoholStatement, Percent, ProofStatement};
use rust_decimal::Decimal;

const ALCOHOL: &[&str] = &["alc", "alcohol", "alcool", "alcoh"];
const VOLUME: &[&str] = &["vol", "volume", "vols"];

/// All that a text says of its alcohol.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alcohol {
    pub statements: Vec<Parsed<AlcoholStatement>>,
    pub proofs: Vec<Parsed<ProofStatement>>,
}

/// Reads the alcohol statements and proofs of a text.
#[must_use]
pub fn parse(text: &str) -> Alcohol {
    let tokens = tokens(text);
    let mut alcohol = Alcohol::default();
    let mut at = 0;
    while at < tokens.len() {
        let cursor = Cursor { tokens: &tokens, at };
        if let Some((proof, next)) = proof(cursor) {
            alcohol.proofs.push(parsed(proof, &tokens, at, next));
            at = next;
        } else if let Some((statement, first, next, doubt)) = statement(cursor) {
            let mut parsed = parsed(statement, &tokens, first, next);
            parsed.repaired |= doubt;
            alcohol.statements.push(parsed);
            at = next;
        } else {
            at += 1;
        }
    }
    alcohol
}

fn parsed<T>(value: T, tokens: &[Token], from: usize, to: usize) -> Parsed<T> {
    let used = &tokens[from..to];
    Parsed {
        value,
        range: used[0].start..used[used.len() - 1].end,
        repaired: used.iter().any(|token| token.repaired),
    }
}

#[derive(Clone, Copy)]
struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn token(self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(self) -> Self {
        Self { at: self.at + 1, ..self }
    }

    fn is(self, words: &[&str]) -> bool {
        self.token().is_some_and(|token| token.is_word(words))
    }

    fn skip(self, words: &[&str]) -> Option<Self> {
        self.is(words).then(|| self.next())
    }

    fn kind(self, kind: &Kind) -> Option<Self> {
        (self.token().map(|token| &token.kind) == Some(kind)).then(|| self.next())
    }

    fn before(self, back: usize) -> Option<&'a Token> {
        self.at.checked_sub(back).map(|index| &self.tokens[index])
    }

    /// `%` or “percent”.
    fn percent(self) -> Option<Self> {
        self.kind(&Kind::Percent).or_else(|| self.skip(&["percent"])).or_else(|| {
            let per = self.skip(&["per"])?;
            per.skip(&["cent"])
        })
    }

    /// “ABV”, also with points.
    fn abv(self) -> Option<Self> {
        self.skip(&["abv"]).or_else(|| self.skip(&["a"])?.skip(&["b"])?.skip(&["v"]))
    }

    /// “by volume”, “/vol”: whether the connector was there.
    fn volume(self) -> Option<(Self, bool)> {
        let connected = self.skip(&["by"]).or_else(|| self.kind(&Kind::Slash));
        let (start, connector) = connected.map_or((self, false), |next| (next, true));
        start.skip(VOLUME).map(|next| (next, connector))
    }

    fn weight(self) -> Option<Self> {
        let start = self.skip(&["by"]).or_else(|| self.kind(&Kind::Slash))?;
        start.skip(&["weight", "wt"])
    }

    fn number(self) -> Option<(&'a Number, Self)> {
        let number = self.token()?.number()?;
        (number.fraction.is_none()).then(|| (number, self.next()))
    }

    fn dash_or_to(self) -> Option<Self> {
        self.kind(&Kind::Dash).or_else(|| self.skip(&["to"]))
    }
}

/// One figure or a range of two, with the percent sign where it stands.
struct Figure {
    low: Decimal,
    high: Option<Decimal>,
    decimals: u32,
    percent: bool,
}

fn figure(cursor: Cursor) -> Option<(Figure, Cursor)> {
    let (low, after) = cursor.number()?;
    let after_sign = after.percent();
    if let Some(second) = after_sign.unwrap_or(after).dash_or_to()
        && let Some((high, after_high)) = second.number()
        && let Some(end) = after_high.percent()
        && high.value > low.value
    {
        let decimals = low.decimals.max(high.decimals);
        let figure = Figure { low: low.value, high: Some(high.value), decimals, percent: true };
        return possible(&figure).then_some((figure, end));
    }
    let figure = Figure {
        low: low.value,
        high: None,
        decimals: low.decimals,
        percent: after_sign.is_some(),
    };
    possible(&figure).then(|| (figure, after_sign.unwrap_or(after)))
}

fn possible(figure: &Figure) -> bool {
    figure.high.unwrap_or(figure.low) <= Decimal::ONE_HUNDRED && figure.decimals <= 3
}

/// A statement that begins here: with its first and next token, and whether a number just
/// before it makes the figure uncertain.
fn statement(cursor: Cursor) -> Option<(AlcoholStatement, usize, usize, bool)> {
    let (form, figure, end) =
        if cursor.is(ALCOHOL) { words_first(cursor)? } else { figure_first(cursor)? };
    let mut form = form;
    let mut first = cursor.at;
    let before =
        |back: usize, words: &[&str]| cursor.before(back).is_some_and(|token| token.is_word(words));
    if before(1, &["than"]) && before(2, &["less"]) {
        form = AlcoholForm::LessThan;
        first -= 2;
    }
    let bottled_at = before(1, &["at"]) && before(2, &["bottled"]);
    if bottled_at {
        first -= 2;
    }
    // `13 5% BY VOL`: a point that was not seen would make another figure of it.
    let doubt = figure.is_some()
        && !cursor.is(ALCOHOL)
        && cursor.before(1).is_some_and(|token| token.number().is_some());
    let statement = AlcoholStatement {
        form: if figure.as_ref().is_some_and(|figure| figure.high.is_some())
            && form != AlcoholForm::LessThan
        {
            AlcoholForm::Range
        } else {
            form
        },
        percent: figure.as_ref().map(|figure| Percent(figure.low)),
        upper: figure.as_ref().and_then(|figure| figure.high).map(Percent),
        decimals: figure.as_ref().map_or(0, |figure| figure.decimals),
        bottled_at,
    };
    Some((statement, first, end.at, doubt))
}

/// `Alc. 13% by vol.`, `Alc/Vol 40%`, `Alcohol content 40% by volume`, `ALC. 5.5%`.
fn words_first(cursor: Cursor) -> Option<(AlcoholForm, Option<Figure>, Cursor)> {
    let mut extra = false;
    let mut at = cursor.next();
    if let Some(next) = at.skip(&["content", "cont"]) {
        extra = true;
        at = next;
    }
    if let Some((after, connector)) = at.volume() {
        at = after;
        if let Some(next) = at.abv() {
            extra = true;
            at = next;
        }
        at = at.kind(&Kind::Dash).unwrap_or(at);
        let Some((figure, end)) = figure(at) else {
            return connector.then_some((AlcoholForm::Blank, None, after));
        };
        let form = match (figure.percent, connector, extra) {
            // A figure without a sign belongs to what follows it: `ALC/VOL 750 ML`.
            (false, ..) if follows_unit(end) => return Some((AlcoholForm::Blank, None, after)),
            (false, ..) => AlcoholForm::PercentMissing,
            (true, false, _) => AlcoholForm::ConnectorMissing,
            (true, true, true) => AlcoholForm::ExtraWords,
            (true, true, false) => AlcoholForm::AlcoholByVolumePercent,
        };
        return Some((form, Some(figure), end));
    }
    let (figure, end) = figure(at.kind(&Kind::Dash).unwrap_or(at))?;
    if let Some((end, connector)) = end.volume() {
        let form = match (figure.percent, connector, extra) {
            (false, ..) => AlcoholForm::PercentMissing,
            (true, false, _) => AlcoholForm::ConnectorMissing,
            (true, true, true) => AlcoholForm::ExtraWords,
            (true, true, false) => AlcoholForm::AlcoholPercentByVolume,
        };
        return Some((form, Some(figure), end));
    }
    if let Some(end) = end.weight() {
        return Some((AlcoholForm::ByWeight, Some(figure), end));
    }
    // `Low alcohol 2.3% alc/vol`: the figure belongs to the words behind it.
    if end.skip(ALCOHOL).is_some_and(|words| words.volume().is_some() || words.weight().is_some()) {
        return None;
    }
    figure.percent.then_some((AlcoholForm::AlcoholAlone, Some(figure), end))
}

/// Units and words that claim the number before them.
fn follows_unit(cursor: Cursor) -> bool {
    cursor.is(&[
        "ml", "cl", "l", "liter", "liters", "fl", "oz", "pint", "pints", "proof", "years", "year",
    ])
}

/// `40% alc/vol`, `13.5% vol`, `13.5% ABV`, `49.5 Alcohol by Vol`, `ABV 40%`.
fn figure_first(cursor: Cursor) -> Option<(AlcoholForm, Option<Figure>, Cursor)> {
    if let Some(after) = cursor.abv() {
        let (figure, end) = figure(after.kind(&Kind::Dash).unwrap_or(after))?;
        let percent_or_short = figure.percent || figure.decimals > 0;
        return percent_or_short.then_some((AlcoholForm::Abv, Some(figure), end));
    }
    let (figure, after) = figure(cursor)?;
    if let Some(end) = after.abv() {
        return Some((AlcoholForm::Abv, Some(figure), end));
    }
    if let Some(words) = after.skip(ALCOHOL) {
        // `120 Alc by Vol 60 %`: the words belong to the figure behind them.
        if !figure.percent
            && words
                .volume()
                .is_some_and(|(end, _)| self::figure(end).is_some_and(|(behind, _)| behind.percent))
        {
            return None;
        }
        if let Some((end, connector)) = words.volume() {
            let form = match (figure.percent, connector) {
                (false, _) => AlcoholForm::PercentMissing,
                (true, false) => AlcoholForm::ConnectorMissing,
                (true, true) => AlcoholForm::PercentAlcoholByVolume,
            };
            return Some((form, Some(figure), end));
        }
        if let Some(end) = words.weight() {
            return Some((AlcoholForm::ByWeight, Some(figure), end));
        }
        return figure.percent.then_some((AlcoholForm::AlcoholAlone, Some(figure), words));
    }
    if !figure.percent {
        return None;
    }
    let (end, _) = after.volume()?;
    Some((AlcoholForm::VolumeAlone, Some(figure), end))
}

/// `90 proof`, `80º Proof`, `Proof 120`; not `BARREL PROOF 62.5% ALC/VOL`.
fn proof(cursor: Cursor) -> Option<(ProofStatement, usize)> {
    let (degrees, end) = if let Some(after) = cursor.skip(&["proof"]) {
        let (number, end) = after.number()?;
        let other = end.percent().is_some()
            || end.is(&[
                "ml", "cl", "l", "liter", "liters", "litre", "litres", "years", "year", "yrs",
                "months", "fl", "oz", "percent",
            ]);
        if other {
            return None;
        }
        (number.value, end)
    } else {
        let (number, mut end) = cursor.number()?;
        end = end.kind(&Kind::Dash).unwrap_or(end);
        end = end.skip(&["degree", "degrees", "o"]).unwrap_or(end);
        end = end.skip(&["us"]).or_else(|| end.skip(&["u"])?.skip(&["s"])).unwrap_or(end);
        (number.value, end.skip(&["proof"])?)
    };
    if degrees > Decimal::from(200) {
        return None;
    }
    let of_production = (1..=3).any(|back| {
        cursor.before(back).is_some_and(|token| {
            token.is_word(&["entry", "entered", "distilled", "barreled", "barrelled"])
        })
    });
    Some((ProofStatement { proof: degrees, of_production }, end.at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(AlcoholForm, Option<String>)> {
        parse(text)
            .statements
            .into_iter()
            .map(|found| {
                (
                    found.value.form,
                    found.value.percent.map(|percent| percent.0.normalize().to_string()),
                )
            })
            .collect()
    }

    #[test]
    fn every_form_is_told_from_the_others() {
        use AlcoholForm as F;
        for (text, form, percent) in [
            ("40% alc/vol", F::PercentAlcoholByVolume, "40"),
            ("Alc. 40 percent by vol.", F::AlcoholPercentByVolume, "40"),
            ("40% Alcohol by Volume.", F::PercentAlcoholByVolume, "40"),
            ("ALC./VOL. 42.5%", F::AlcoholByVolumePercent, "42.5"),
            ("(45% ALC. BY VOL.)", F::PercentAlcoholByVolume, "45"),
            ("BARREL PROOF 62.5% ALC/VOL", F::PercentAlcoholByVolume, "62.5"),
            ("ALC/VOL: 6.5%", F::AlcoholByVolumePercent, "6.5"),
            (".4% alc by vol", F::PercentAlcoholByVolume, "0.4"),
            ("Alc. .5% by vol.", F::AlcoholPercentByVolume, "0.5"),
            ("0,5% alc/vol", F::PercentAlcoholByVolume, "0.5"),
            ("750ML.40% ALC/VOL", F::PercentAlcoholByVolume, "40"),
            ("Alcohol 11% to 13% by volume", F::Range, "11"),
            ("11%-13% Alc./Vol.", F::Range, "11"),
            ("Alc. 11–13% by vol.", F::Range, "11"),
            ("13,5.% ALC. BY VOL", F::PercentAlcoholByVolume, "13.5"),
            ("40% ABV", F::Abv, "40"),
            ("ABV 40%", F::Abv, "40"),
            ("5.9% A.B.V.", F::Abv, "5.9"),
            ("13,5% vol", F::VolumeAlone, "13.5"),
            ("42% Alc. Vol.", F::ConnectorMissing, "42"),
            ("Alc 40% vol", F::ConnectorMissing, "40"),
            ("Alc Vol 40%", F::ConnectorMissing, "40"),
            ("49.5 Alcohol by Vol", F::PercentMissing, "49.5"),
            ("3.2% alcohol by weight", F::ByWeight, "3.2"),
            ("5.5% ALC.", F::AlcoholAlone, "5.5"),
            ("Low alcohol 2.3% alc/vol", F::PercentAlcoholByVolume, "2.3"),
            ("Low alcohol 2.3%", F::AlcoholAlone, "2.3"),
            ("Alcohol content 40% by volume", F::ExtraWords, "40"),
            ("Alcohol by volume (ABV) 40%", F::ExtraWords, "40"),
            ("contains less than 0.5% alcohol by volume", F::LessThan, "0.5"),
            ("ALC.5.2%BYVOL", F::AlcoholPercentByVolume, "5.2"),
            ("Proof 120 Alc by Vol 60 %", F::AlcoholByVolumePercent, "60"),
            ("99 Proof 49.5 Alcohol by Vol", F::PercentMissing, "49.5"),
            ("ALC. BY VOL.: 47.8%", F::AlcoholByVolumePercent, "47.8"),
            ("13,85 % ALC. BY VOL.", F::PercentAlcoholByVolume, "13.85"),
        ] {
            assert_eq!(read(text), [(form, Some(percent.to_owned()))], "{text}");
        }
        assert_eq!(read("ALC. ____% BY VOL., ALC/VOL"), [(F::Blank, None)]);
    }

    #[test]
    fn figures_of_something_else_are_no_statement() {
        for text in [
            "O.G. 12.5",
            "60 IBU",
            "100% DE AGAVE",
            "5% off",
            "80 Proof",
            "40%",
            "12.5 %",
            "women should not drink alcoholic beverages",
            "75% Merlot 25% Syrah",
            "VOL. 12",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn proof_is_read_apart() {
        for (text, expected) in [
            ("45% Alc./Vol. (90 Proof)", Some("90")),
            ("Proof 120 Alc by Vol 60 %", Some("120")),
            ("Alc/Vol: 40% (80º Proof)", Some("80")),
            ("90-proof", Some("90")),
            ("99.4 U.S. PROOF", Some("99.4")),
            ("BARREL PROOF 62.5% ALC/VOL", None),
            ("CASK PROOF 750 ML", None),
            ("PROOF 12 YEARS OLD", None),
        ] {
            let proofs = parse(text).proofs;
            assert_eq!(
                proofs.first().map(|p| p.value.proof.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
        assert!(parse("barrel entry proof 110").proofs[0].value.of_production);
    }

    #[test]
    fn a_figure_that_could_be_joined_otherwise_is_in_doubt() {
        for text in ["ALC. 13 5% BY VOL", "13. 5% ALC BY VOL", "4O% ALC/VOL"] {
            assert!(parse(text).statements.iter().all(|found| found.repaired), "{text}");
        }
        assert!(!parse("ALC. 13.5% BY VOL").statements[0].repaired);
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_back(tenths in 1u32..999, order in 0usize..3) {
            let percent = Decimal::new(i64::from(tenths), 1);
            let text = match order {
                0 => format!("ALC. {percent}% BY VOL."),
                1 => format!("{percent}% Alc./Vol."),
                _ => format!("Alcohol by volume: {percent} percent"),
            };
            let found = parse(&text).statements;
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].value.percent, Some(Percent(percent)));
            prop_assert!(!found[0].repaired);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }
    }
}
