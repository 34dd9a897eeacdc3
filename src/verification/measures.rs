//! What is measured on the print once the statements are found: the weight of the health
//! warning's lead-in, the height of its letters, its contrast, its characters to the inch; and
//! the height of the other statements' letters, where a panel's printed size is declared.
//!
//! The lead-in is compared with the body of the same statement, stroke width over letter
//! height, so neither the scale of the picture nor the typeface matters.

use crate::label::{
    Evidence, Fact, Facts, Measured, Measures, Millimeters, Panel, Quad, Reading, StatementHeight,
    StatementKind, WarningStatement, WarningWord, Weight,
};
use crate::ocr::geometry::overlap;
use crate::ocr::ink::{Print, Shades};
use crate::ocr::{Line, Word, prepare};
use crate::verification::{PanelsRead, Request, compose};
use image::GrayImage;

/// From this ratio on the lead-in is bold. Bold lead-ins of the labels it was set on
/// measure 1.15 to 2.2, regular ones 0.9 to 1.07; a lower bound would start to take
/// regular type for bold, a higher one only leaves more unjudged.
const BOLD_FROM: f32 = 1.15;
/// Up to this ratio lead-in and body have one weight.
const EQUAL_TO: f32 = 1.05;
/// Up to this ratio, either way, two pieces of bold print are called alike: strokes that fill
/// most of a letter differ more from word to word.
const ALIKE_TO: f32 = 1.09;
/// A stroke over capital height from which type is bold by itself: then an equal ratio
/// says nothing about the lead-in. Regular faces measure 0.08 to 0.14.
const HEAVY_FROM: f32 = 0.15;
/// A stroke over capital height that no regular face has in print of [`CLEAR_LETTERS_PX`]: then a
/// lead-in of the body's own weight is bold, and so is the body.
const WHOLLY_BOLD_FROM: f32 = 0.17;
/// From this height on blur adds little to a stroke: below it regular bodies measure up to 0.23.
const CLEAR_LETTERS_PX: f32 = 12.0;
/// Smaller capitals have strokes of hardly a pixel, and blur hides their weight.
const SMALLEST_CAPITALS_PX: f32 = 5.5;
/// Words of the body that must be measured before it can be compared with.
const FEWEST_BODY_WORDS: usize = 4;
/// The lead-in is the first two words of the statement.
const LEAD_IN_WORDS: usize = 2;
const MILLIMETERS_PER_INCH: f32 = 25.4;
/// Characters from which a line tells how densely it is set; the last one may be a word.
const CHARACTERS_OF_A_LINE: usize = 12;
/// Share of the usual width of a character under which the rest of a word stands elsewhere: it
/// was broken at the end of the line.
const PART_OF_A_WORD: f32 = 0.6;

/// Measures what was read on the request's pictures.
#[must_use]
pub fn of(request: &Request, read: &PanelsRead) -> Measures {
    let label = compose::label(request, read);
    let pictures: Vec<GrayImage> =
        request.pictures.iter().map(|picture| prepare::grey(&picture.pixels)).collect();
    let mut measures = measure(&label.facts.health_warning, &pictures, &label.panels);
    measures.heights.extend(heights(&label.facts, &read.lines, &pictures, &label.panels));
    measures
}

/// The height of the letters of every mandatory statement but the warning, on the panels of
/// declared size. Of a statement that stands there more than once, the largest print counts.
fn heights(
    facts: &Facts,
    lines: &[Line],
    pictures: &[GrayImage],
    panels: &[Panel],
) -> Vec<StatementHeight> {
    let brand = facts.brand_name.found.as_ref().map(|(reading, _)| reading.evidence.as_slice());
    let statements: [(StatementKind, Vec<&[Evidence]>); 7] = [
        (StatementKind::Brand, brand.into_iter().collect()),
        (StatementKind::ClassType, vec![facts.class_type.evidence()]),
        (StatementKind::Alcohol, each(&facts.alcohol_statements)),
        (StatementKind::NetContents, each(&facts.net_contents_statements)),
        (StatementKind::NameAddress, vec![facts.name_address.evidence()]),
        (StatementKind::Origin, each(&facts.origin_statements)),
        (StatementKind::Sulfites, vec![facts.sulfites.evidence()]),
    ];
    let tallest = |(kind, places): (StatementKind, Vec<&[Evidence]>)| {
        let heights = places.into_iter().filter_map(|place| height(place, lines, pictures, panels));
        let of_one = |height: (Measured<f32>, bool)| StatementHeight {
            statement: kind,
            millimeters: height.0,
            capitals: height.1,
        };
        heights.max_by(|a, b| a.0.value.total_cmp(&b.0.value)).map(of_one)
    };
    statements.into_iter().filter_map(tallest).collect()
}

fn each<T>(statements: &[Reading<T>]) -> Vec<&[Evidence]> {
    statements.iter().map(|statement| statement.evidence.as_slice()).collect()
}

/// The height in millimetres of the letters of one statement, the least of its places, and
/// whether they are all capitals.
fn height(
    places: &[Evidence],
    lines: &[Line],
    pictures: &[GrayImage],
    panels: &[Panel],
) -> Option<(Measured<f32>, bool)> {
    let of_place = |place: &Evidence| {
        let scale = scale(panels.get(place.panel)?)?;
        let picture = pictures.get(place.panel)?;
        let words: Vec<&Word> = lines
            .iter()
            .filter(|line| line.panel == place.panel)
            .flat_map(|line| &line.words)
            .filter(|word| overlap(&word.quad, &place.polygon) > 0.5)
            .collect();
        let quads: Vec<Quad> = words.iter().map(|word| word.quad).collect();
        let shades = Shades::of(picture, &quads)?;
        let prints: Vec<(&str, Print)> = words
            .iter()
            .filter_map(|word| Some((word.text.as_str(), Print::of(picture, &word.quad, shades)?)))
            .collect();
        let lettering = Type::of(&prints)?;
        Some((on_paper(lettering.letter_height(), scale), lettering.all_capitals))
    };
    places.iter().filter_map(of_place).min_by(|a, b| a.0.value.total_cmp(&b.0.value))
}

/// Measures the health warning on the grey pictures of the panels.
#[must_use]
pub fn measure(
    warning: &Fact<WarningStatement>,
    pictures: &[GrayImage],
    panels: &[Panel],
) -> Measures {
    let mut measures = Measures::default();
    let Some(statement) = warning.value() else { return measures };
    let Some(panel) = main_panel(statement) else { return measures };
    let Some(picture) = pictures.get(panel) else { return measures };
    let words: Vec<&WarningWord> =
        statement.words.iter().filter(|word| word.evidence.panel == panel).collect();
    measures.warning_characters_per_inch = characters_per_inch(&words, &panels[panel]);
    let quads: Vec<Quad> = words.iter().map(|word| word.evidence.polygon).collect();
    let Some(shades) = Shades::of(picture, &quads) else { return measures };
    let prints = |wanted: fn(&WarningWord) -> bool| -> Vec<(&str, Print)> {
        let wanted = words.iter().filter(|word| wanted(word));
        wanted
            .filter_map(|word| {
                let print = Print::of(picture, &word.evidence.polygon, shades)?;
                Some((word.text.as_str(), print))
            })
            .collect()
    };
    let lead_in = Type::of(&prints(is_lead_in));
    let body = Type::of(&prints(is_body));
    measures.warning_contrast =
        Some(Measured { value: shades.contrast(), uncertainty: shades.contrast() * 0.1 });
    let Some(body) = body.filter(|body| body.words >= FEWEST_BODY_WORDS) else { return measures };
    measures.body_stroke_to_height =
        Some(Measured { value: body.stroke_to_height, uncertainty: body.uncertainty });
    let letter_height = body.letter_height();
    let letters = letter_height.value;
    measures.warning_letter_height = Some(letter_height);
    measures.heights.extend(scale(&panels[panel]).map(|scale| StatementHeight {
        statement: StatementKind::Warning,
        millimeters: on_paper(letter_height, scale),
        capitals: body.all_capitals,
    }));

    if let Some(lead_in) = lead_in {
        let ratio = lead_in.stroke_to_height / body.stroke_to_height;
        let uncertainty = ratio
            * (lead_in.uncertainty / lead_in.stroke_to_height)
                .hypot(body.uncertainty / body.stroke_to_height);
        measures.lead_in_stroke_ratio = Some(Measured { value: ratio, uncertainty });
        // A lead-in of another size is compared by its strokes alone as well.
        let by_strokes = ratio * lead_in.capitals / body.capitals;
        let large_enough = lead_in.capitals.min(body.capitals) >= SMALLEST_CAPITALS_PX;
        let heavy = body.stroke_to_height >= HEAVY_FROM;
        let alike = ratio.max(1.0 / ratio) <= ALIKE_TO;
        let wholly_bold =
            body.stroke_to_height >= WHOLLY_BOLD_FROM && letters >= CLEAR_LETTERS_PX && alike;
        if large_enough && ratio >= BOLD_FROM {
            measures.lead_in_weight = Weight::Bold;
            measures.body_weight = Weight::Regular;
        } else if wholly_bold {
            measures.lead_in_weight = Weight::Bold;
            measures.body_weight = Weight::Bold;
        } else if large_enough && ratio.max(by_strokes) <= EQUAL_TO && !heavy {
            measures.lead_in_weight = Weight::Regular;
            measures.body_weight = Weight::Regular;
        }
    }
    measures
}

/// The panel that shows most of the statement.
fn main_panel(statement: &WarningStatement) -> Option<usize> {
    let panels = statement.words.iter().map(|word| word.evidence.panel);
    let count =
        |panel: usize| statement.words.iter().filter(|word| word.evidence.panel == panel).count();
    panels.max_by_key(|&panel| count(panel))
}

fn is_lead_in(word: &WarningWord) -> bool {
    word.expected.is_some_and(|index| index < LEAD_IN_WORDS)
}

fn is_body(word: &WarningWord) -> bool {
    word.expected.is_some_and(|index| index > LEAD_IN_WORDS) && word.text.chars().count() >= 3
}

/// The type a group of words is set in.
struct Type {
    stroke_to_height: f32,
    /// One standard error of `stroke_to_height`.
    uncertainty: f32,
    /// Height of capitals in pixels.
    capitals: f32,
    all_capitals: bool,
    words: usize,
}

impl Type {
    fn of(words: &[(&str, Print)]) -> Option<Self> {
        let capital_heights: Vec<f32> = words
            .iter()
            .filter(|(word, _)| spans_capital_height(word))
            .map(|(_, print)| print.height)
            .collect();
        let capitals = median(capital_heights)?;
        let strokes: Vec<f32> = words.iter().map(|(_, print)| print.stroke).collect();
        let stroke = median(strokes.clone())?;
        let deviation = median(strokes.iter().map(|s| (s - stroke).abs()).collect())? * 1.48;
        Some(Self {
            stroke_to_height: stroke / capitals,
            uncertainty: (deviation / (words.len() as f32).sqrt()).max(stroke * 0.03) / capitals,
            capitals,
            all_capitals: words.iter().all(|(word, _)| !word.chars().any(char::is_lowercase)),
            words: words.len(),
        })
    }

    /// Height of the smallest letters in pixels: capitals, or what lower case usually is of
    /// them, which differs from face to face.
    fn letter_height(&self) -> Measured<f32> {
        const X_HEIGHT_OF_CAPITALS: f32 = 0.72;
        const ITS_SPREAD: f32 = 0.03;
        let (share, spread) =
            if self.all_capitals { (1.0, 0.0) } else { (X_HEIGHT_OF_CAPITALS, ITS_SPREAD) };
        let uncertainty = (0.5_f32).hypot(self.capitals * spread);
        Measured { value: self.capitals * share, uncertainty }
    }
}

/// Whether the word's ink reaches exactly from the baseline to the height of a capital:
/// it has a capital, a figure or an ascender, and nothing below the line.
fn spans_capital_height(word: &str) -> bool {
    let tall = |c: char| c.is_uppercase() || c.is_ascii_digit() || "bdfhkl".contains(c);
    let deep = |c: char| "gjpqyQJ,;()".contains(c);
    word.chars().any(tall) && !word.chars().any(deep)
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f32::total_cmp);
    Some(values[values.len() / 2])
}

/// Millimetres to a pixel, where the panel's printed size is declared.
fn scale(panel: &Panel) -> Option<f32> {
    let across = panel.printed_width.map(|Millimeters(mm)| mm / panel.width as f32);
    let down = panel.printed_height.map(|Millimeters(mm)| mm / panel.height as f32);
    across.or(down)
}

/// Letters, digits and marks to the inch on the densest line.
fn characters_per_inch(words: &[&WarningWord], panel: &Panel) -> Option<Measured<f32>> {
    let scale = scale(panel)?;
    let densest = lines_of(words).iter().filter_map(|line| density(line)).reduce(f32::max)?;
    let value = densest / scale * MILLIMETERS_PER_INCH;
    Some(Measured { value, uncertainty: value * 0.05 })
}

/// The statement's words line by line: a line goes on where the next word stands behind the
/// last one and at its height.
fn lines_of<'a>(words: &[&'a WarningWord]) -> Vec<Vec<&'a WarningWord>> {
    let mut lines: Vec<Vec<&WarningWord>> = Vec::new();
    for &word in words {
        let goes_on = lines.last().and_then(|line| line.last()).is_some_and(|last| {
            let (a, b) = (&last.evidence.polygon, &word.evidence.polygon);
            let (along, across) = offset(a, b);
            across.abs() < 0.5 * a.height() && along > -0.5 * a.width()
        });
        match lines.last_mut() {
            Some(line) if goes_on => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines
}

/// How far the middle of the second place lies from that of the first, along the reading
/// direction of the first and across it.
fn offset(first: &Quad, second: &Quad) -> (f32, f32) {
    let (sin, cos) = first.angle().to_radians().sin_cos();
    let (a, b) = (first.center(), second.center());
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    (dx * cos + dy * sin, dy * cos - dx * sin)
}

/// Characters to the pixel of one line, of those words that stand on it whole.
fn density(line: &[&WarningWord]) -> Option<f32> {
    let count = |word: &WarningWord| word.text.chars().filter(|c| !c.is_whitespace()).count();
    let width = |word: &WarningWord| word.evidence.polygon.width() / count(word).max(1) as f32;
    let usual = median(line.iter().map(|word| width(word)).collect())?;
    let whole = line.iter().filter(|word| width(word) >= PART_OF_A_WORD * usual);
    let characters: usize = whole.map(|word| count(word)).sum();
    let (first, last) = (&line.first()?.evidence.polygon, &line.last()?.evidence.polygon);
    let extent = offset(first, last).0 + f32::midpoint(first.width(), last.width());
    (characters >= CHARACTERS_OF_A_LINE).then(|| characters as f32 / extent)
}

/// A height on paper; the declared size of a panel may be off by a few percent.
fn on_paper(height: Measured<f32>, scale: f32) -> Measured<f32> {
    Measured {
        value: height.value * scale,
        uncertainty: (height.uncertainty * scale).hypot(height.value * scale * 0.03),
    }
}

/// Inches to millimetres.
#[must_use]
pub fn millimeters(inches: f32) -> Millimeters {
    Millimeters(inches * MILLIMETERS_PER_INCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Evidence, PanelRole, Point, Quality};

    fn panel(width: u32, printed: Option<f32>) -> Panel {
        Panel {
            index: 0,
            file: "back.png".to_owned(),
            role: Some(PanelRole::Back),
            width,
            height: 1000,
            rotation: 0,
            quality: Quality::Good,
            issues: Vec::new(),
            printed_width: printed.map(millimeters),
            printed_height: None,
        }
    }

    /// Lines of words, each letter and each space ten pixels wide.
    fn set(lines: &[&str]) -> Vec<WarningWord> {
        let mut words = Vec::new();
        for (row, line) in lines.iter().enumerate() {
            let mut left = 40.0;
            for text in line.split(' ') {
                let (top, width) = (30.0 * row as f32, 10.0 * text.chars().count() as f32);
                words.push(WarningWord {
                    text: text.to_owned(),
                    expected: None,
                    evidence: Evidence {
                        panel: 0,
                        polygon: Quad::rect(left, top, left + width, top + 20.0),
                        text: text.to_owned(),
                        confidence: 0.97,
                        engine: "tesseract".to_owned(),
                    },
                });
                left += width + 10.0;
            }
        }
        words
    }

    fn dense(words: &[WarningWord], panel: &Panel) -> Option<f32> {
        let words: Vec<&WarningWord> = words.iter().collect();
        characters_per_inch(&words, panel).map(|measured| measured.value)
    }

    /// A page of print with each text read as it stands, and what the texts are understood as.
    fn page(texts: &[(&str, f32)]) -> (Facts, Vec<Line>, GrayImage) {
        let placed: Vec<(&str, f32, f32, f32)> = texts
            .iter()
            .enumerate()
            .map(|(row, &(text, size))| (text, 20.0, 20.0 + 90.0 * row as f32, size))
            .collect();
        let picture = crate::ocr::testing::page(900, 400, &placed);
        let lines: Vec<Line> = placed
            .iter()
            .enumerate()
            .map(|(row, &(text, left, top, size))| {
                let mut line = Line::printed(text, row as u32, row as u32);
                let letter = size * 0.55;
                let mut at = left - 2.0;
                for word in &mut line.words {
                    let width = word.text.chars().count() as f32 * letter + size * 0.3;
                    word.quad = Quad::rect(at, top - 2.0, at + width, top + size * 1.1);
                    at += width;
                }
                line.quad = Quad::rect(left, top, at, top + size);
                line
            })
            .collect();
        let facts = crate::reading::read(&lines, &crate::label::Application::default()).facts;
        (facts, lines, picture)
    }

    #[test]
    fn every_statements_letters_are_measured_in_millimetres() {
        let (facts, lines, picture) =
            page(&[("40% ALC/VOL", 60.0), ("750 ml", 40.0), ("750 ml", 20.0)]);
        let pictures = [picture];
        // Ten pixels to the millimetre; figures of this face are .73 of its size.
        let panels = [panel(900, Some(90.0 / MILLIMETERS_PER_INCH))];
        let found = heights(&facts, &lines, &pictures, &panels);
        let of = |kind| found.iter().find(|height| height.statement == kind);
        let alcohol = of(StatementKind::Alcohol).expect("it is read");
        assert!((alcohol.millimeters.value - 6.0 * 0.73).abs() < 0.5, "{alcohol:?}");
        assert!(alcohol.capitals);
        let contents = of(StatementKind::NetContents).expect("it is read");
        assert!((contents.millimeters.value - 4.0 * 0.73 * 0.72).abs() < 0.4, "{contents:?}");
        assert!(!contents.capitals, "the larger of two, and its small letters");
        assert!(heights(&facts, &lines, &pictures, &[panel(900, None)]).is_empty(), "no scale");
    }

    const LINES: [&str; 3] = ["women should not", "drink alcoholic beverages", "during pregnancy"];

    #[test]
    fn characters_are_counted_on_the_densest_line_without_spaces() {
        // 300 pixels to the inch, so 30 places; `during pregnancy` fills 15 of 16.
        let words = set(&LINES);
        let measured = dense(&words, &panel(900, Some(3.0))).expect("the size is declared");
        assert!((measured - 30.0 * 15.0 / 16.0).abs() < 0.01, "{measured}");
        assert_eq!(dense(&words, &panel(900, None)), None, "no scale");
        assert_eq!(dense(&set(&["birth", "defects."]), &panel(900, Some(3.0))), None, "too short");
    }

    #[test]
    fn a_line_runs_on_in_its_own_direction() {
        let upright = set(&LINES);
        let mut turned = upright.clone();
        for word in &mut turned {
            word.evidence.polygon =
                word.evidence.polygon.map(|point| Point::new(1000.0 - point.y, point.x));
        }
        let page = panel(900, Some(3.0));
        assert_eq!(dense(&turned, &page), dense(&upright, &page));
    }

    #[test]
    fn a_word_broken_at_the_end_of_a_line_is_not_counted_on_it_whole() {
        let mut words = set(&["drink alcoholic bev-"]);
        let whole = dense(&set(&["drink alcoholic"]), &panel(900, Some(3.0)));
        words.last_mut().expect("three words").text = "beverages".to_owned();
        assert!(dense(&words, &panel(900, Some(3.0))) < whole);
    }
}
