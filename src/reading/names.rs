//! Finding a declared name among all the words of a label.
//!
//! A name is found when its letters stand there as whole words: in any case, spaced or run
//! together, over neighbouring words and lines. Letters that engines confuse are weighed,
//! and how well the two agree is part of the answer. Another label's name must never be
//! found, so short and common names must stand alone, and nothing is looked for inside the
//! health warning.

use super::passage::{Passage, chains};
use crate::label::{Application, Facts, LineRole, NameFact, NameMatch, Reading, Text, fold};
use crate::lists;
use crate::ocr::{Line, Word};

/// Names of up to this many letters are looked for letter by letter only.
const SHORT: usize = 4;
/// From this length on one letter may differ, and still be “near”.
const NEAR: usize = 7;
/// From this length on two letters may.
const NEAR_BY_TWO: usize = 10;
/// Most lines that may bear a name in the declared one's place.
const MOST_CANDIDATES: usize = 8;
/// Most lines a name runs over.
const MOST_LINES: usize = 5;

/// Company endings a brand may go without.
const SUFFIXES: &[&str] = &[
    "co",
    "company",
    "llc",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "lp",
    "gmbh",
    "srl",
    "spa",
];

const NUMBERS: &[(&str, &str)] = &[
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("saint", "st"),
    ("mount", "mt"),
    ("number", "no"),
    ("and", ""),
    ("y", ""),
    ("et", ""),
];

/// Looks for the declared brand and fanciful name, and gathers what stands out instead.
pub fn read(lines: &[Line], text: &Text, application: &Application, facts: &mut Facts) {
    let candidates = candidates(lines, text, facts);
    let find = |name: &Option<String>| name.as_deref().and_then(|name| find(lines, name));
    facts.brand_name =
        NameFact { found: find(&application.brand_name), candidates: candidates.clone() };
    facts.fanciful_name = NameFact { found: find(&application.fanciful_name), candidates };
}

/// A declared name in the forms it is compared in.
struct Wanted {
    printed: String,
    compact: String,
    customary: Vec<String>,
    canonical: String,
    letters: usize,
    /// A single word that other labels use too.
    common: bool,
}

impl Wanted {
    fn new(name: &str) -> Self {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut forms = vec![words.clone()];
        let mut short = words.clone();
        while short.len() > 1 && SUFFIXES.contains(&short[short.len() - 1]) {
            short.pop();
        }
        forms.push(short.clone());
        if short.len() > 1 && short[0] == "the" && short[1..].concat().len() >= 6 {
            forms.push(short[1..].to_vec());
        }
        let mut customary: Vec<String> = forms.iter().map(|form| customary(form)).collect();
        customary.retain(|form| form.len() > SHORT || form.len() == folded.len());
        customary.dedup();
        let compact: String = words.concat();
        let common = words.len() == 1
            && (lists::country(&folded).is_some()
                || lists::state(&folded).is_some()
                || lists::grape(&folded).is_some()
                || !super::class_type::understood(&folded).is_empty()
                || lists::all().malt_styles.iter().any(|style| fold(style) == folded));
        Self {
            printed: name.trim().to_owned(),
            canonical: canonical(&compact),
            letters: compact.chars().count(),
            compact,
            customary,
            common,
        }
    }

    /// How the words of a window agree with the name.
    fn agrees(&self, printed: &str, words: &[String]) -> Option<NameMatch> {
        let compact = words.concat();
        if compact == self.compact {
            let exact = printed == self.printed;
            return Some(if exact { NameMatch::Exact } else { NameMatch::Folded });
        }
        let parts: Vec<&str> = words.iter().map(String::as_str).collect();
        let own = customary(&parts);
        if own.len() > 2 && self.customary.contains(&own) {
            return Some(NameMatch::Customary);
        }
        if self.letters <= SHORT {
            return None;
        }
        let letters = compact.chars().count();
        if letters.abs_diff(self.letters) > 2 {
            return None;
        }
        // Letter for letter alike but for look-alikes, of which there may be few.
        if canonical(&compact) == self.canonical {
            let differing = strsim::levenshtein(&compact, &self.compact);
            if differing <= 1 + self.letters / 6 {
                return Some(NameMatch::Confusable);
            }
        }
        let allowed = match self.letters {
            letters if letters >= NEAR_BY_TWO => 2,
            letters if letters >= NEAR => 1,
            _ => return None,
        };
        (strsim::damerau_levenshtein(&compact, &self.compact) <= allowed).then_some(NameMatch::Near)
    }
}

/// The words with customary differences levelled: numbers as digits, “and” left out.
fn customary(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| NUMBERS.iter().find(|(name, _)| name == word).map_or(*word, |(_, to)| *to))
        .collect()
}

/// Letters that engines take for each other, as one of them.
fn canonical(compact: &str) -> String {
    let joined = compact.replace("rn", "m").replace("vv", "w").replace("cl", "d");
    joined
        .chars()
        .map(|letter| match letter {
            '0' | 'q' | 'd' => 'o',
            '1' | 'l' | '|' | 'j' => 'i',
            '5' => 's',
            '8' => 'b',
            '2' => 'z',
            'g' => 'c',
            'f' => 'e',
            'v' => 'u',
            other => other,
        })
        .collect()
}

/// Looks for a name on all panels; the best agreement, and of equals the most prominent.
#[must_use]
pub fn find(lines: &[Line], name: &str) -> Option<(Reading<String>, NameMatch)> {
    let wanted = Wanted::new(name);
    if wanted.letters < 2 {
        return None;
    }
    let typical = typical_height(lines);
    let mut best: Option<(Reading<String>, NameMatch, f32)> = None;
    let mut offer = |reading: Reading<String>, agreement: NameMatch, height: f32| {
        let better = best.as_ref().is_none_or(|(_, known, tall)| {
            (agreement.max(NameMatch::Folded), -height) < ((*known).max(NameMatch::Folded), -tall)
                || agreement.max(NameMatch::Folded) == (*known).max(NameMatch::Folded)
                    && height > *tall
        });
        if better {
            best = Some((reading, agreement, height));
        }
    };
    for sequence in sequences(lines) {
        let words: Vec<(usize, &Word, String)> = sequence
            .iter()
            .flat_map(|&line| lines[line].words.iter().map(move |word| (line, word)))
            .map(|(line, word)| (line, word, fold(&word.text).replace(' ', "")))
            .filter(|(_, _, folded)| !folded.is_empty())
            .collect();
        let own = words.iter().take_while(|(line, ..)| *line == sequence[0]).count();
        for from in 0..own {
            let mut window: Vec<String> = Vec::new();
            let mut letters = 0;
            for to in from..words.len() {
                letters += words[to].2.chars().count();
                window.push(words[to].2.clone());
                if letters > wanted.letters + 6 {
                    break;
                }
                if letters + 8 < wanted.letters {
                    continue;
                }
                let printed = words[from..=to]
                    .iter()
                    .map(|(_, word, _)| word.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ");
                let Some(agreement) = wanted.agrees(&printed, &window) else { continue };
                let on = &words[from..=to];
                if !allowed(&wanted, lines, on, agreement, typical) {
                    continue;
                }
                let height = on.iter().map(|(_, word, _)| word.quad.height()).fold(0.0, f32::max);
                offer(reading(lines, on, wanted.letters, agreement), agreement, height);
            }
        }
    }
    for (index, line) in lines.iter().enumerate() {
        if let Some((reading, agreement)) = in_one_line(lines, index, line, &wanted) {
            offer(reading, agreement, line.quad.height() * 0.9);
        }
    }
    best.map(|(reading, agreement, _)| (reading, agreement))
}

/// The name inside the run-together letters of a line, or in another engine's reading.
fn in_one_line(
    lines: &[Line],
    index: usize,
    line: &Line,
    wanted: &Wanted,
) -> Option<(Reading<String>, NameMatch)> {
    let compact = |words: &[Word]| -> String {
        words.iter().map(|word| fold(&word.text).replace(' ', "")).collect()
    };
    if wanted.letters >= 8 && !wanted.common && compact(&line.words).contains(&wanted.compact) {
        let mut reading = whole(lines, index, None);
        reading.confidence = reading.confidence.max(0.9);
        return Some((reading, NameMatch::Folded));
    }
    line.others.iter().enumerate().find_map(|(other, alternative)| {
        let folded = fold(&alternative.text());
        let words: Vec<&str> = folded.split(' ').collect();
        let all = words.concat();
        let found = all == wanted.compact && wanted.letters > SHORT
            || wanted.letters >= 8 && !wanted.common && all.contains(&wanted.compact);
        found.then(|| (whole(lines, index, Some(other)), NameMatch::Folded))
    })
}

fn whole(lines: &[Line], index: usize, other: Option<usize>) -> Reading<String> {
    let passage = match other {
        Some(other) => Passage::other(lines, index, other),
        None => Passage::of(lines, &[index]),
    };
    let text = passage.text.clone();
    passage.reading(lines, &(0..passage.text.len()), text)
}

/// The lines a name may run over, from each line on.
fn sequences(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut sequences: Vec<Vec<usize>> = (0..lines.len())
        .filter(|&index| !lines[index].words.is_empty())
        .map(|index| {
            let end = (index + MOST_LINES).min(lines.len());
            (index..end).take_while(|&other| lines[other].panel == lines[index].panel).collect()
        })
        .collect();
    sequences.extend(
        chains(lines, 2).into_iter().filter(|chain| chain.len() == 2 && chain[1] != chain[0] + 1),
    );
    sequences
}

/// The middle height of all lines.
fn typical_height(lines: &[Line]) -> f32 {
    let mut heights: Vec<f32> =
        lines.iter().filter(|line| !line.words.is_empty()).map(|line| line.quad.height()).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(0.0)
}

/// Whether a name may be taken for found at this place.
fn allowed(
    wanted: &Wanted,
    lines: &[Line],
    on: &[(usize, &Word, String)],
    agreement: NameMatch,
    typical: f32,
) -> bool {
    let first = &lines[on[0].0];
    let prose = first.words.len() >= 6 && first.quad.height() <= typical * 1.3;
    let over_lines = on[0].0 != on[on.len() - 1].0;
    // The print of one name does not jump from large to small, nor across the panel.
    if over_lines && !near_each_other(lines, on) {
        return false;
    }
    match agreement {
        NameMatch::Confusable | NameMatch::Near => !prose,
        _ if wanted.letters <= SHORT || wanted.common => !prose && first.words.len() <= 5,
        // “The Objective” as “objective” is a word of any sentence.
        NameMatch::Customary => !prose,
        _ => true,
    }
}

fn near_each_other(lines: &[Line], on: &[(usize, &Word, String)]) -> bool {
    let mut used: Vec<usize> = on.iter().map(|(line, ..)| *line).collect();
    used.dedup();
    used.windows(2).all(|pair| {
        let (a, b) = (&lines[pair[0]], &lines[pair[1]]);
        let tall = a.quad.height().max(b.quad.height());
        let (ca, cb) = (a.quad.center(), b.quad.center());
        let apart = ca.distance(cb);
        a.block == b.block || apart < tall * 3.0 + a.quad.width().min(b.quad.width())
    })
}

/// The words as a reading. That they spell the declared name is evidence of its own: long
/// names are not spelled by misreading.
fn reading(
    lines: &[Line],
    on: &[(usize, &Word, String)],
    letters: usize,
    agreement: NameMatch,
) -> Reading<String> {
    let mut evidence = Vec::new();
    let mut start = 0;
    while start < on.len() {
        let line = on[start].0;
        let end = start + on[start..].iter().take_while(|(other, ..)| *other == line).count();
        let words: Vec<&Word> = on[start..end].iter().map(|(_, word, _)| *word).collect();
        evidence.push(super::passage::seen(lines, line, &words));
        start = end;
    }
    let text = evidence.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" ");
    let least = evidence.iter().map(|seen| seen.confidence).fold(1.0, f32::min);
    let spelled = agreement <= NameMatch::Customary && letters > SHORT;
    let confidence = if spelled { least.max(0.9) } else { least };
    Reading { value: text.clone(), text, confidence, evidence }
}

/// The tallest lines that no other fact explains, most prominent first.
fn candidates(lines: &[Line], text: &Text, facts: &Facts) -> Vec<Reading<String>> {
    let read: Vec<&Line> = lines.iter().collect();
    let explained = |line: &Line| {
        text.lines().iter().any(|known| {
            known.panel == line.panel && known.polygon == line.quad && known.role != LineRole::Other
        }) || facts.designations.iter().any(|designation| {
            designation.value.prominence > 0.6
                && designation.evidence.iter().any(|seen| {
                    seen.panel == line.panel && {
                        let (left, top, right, bottom) = line.quad.bounds();
                        let center = seen.polygon.center();
                        (left..=right).contains(&center.x) && (top..=bottom).contains(&center.y)
                    }
                })
        })
    };
    let mut tall: Vec<(f32, usize)> = read
        .iter()
        .enumerate()
        .filter(|(_, line)| {
            let letters = line.text().chars().filter(|c| c.is_alphabetic()).count();
            letters >= 3 && line.words.len() <= 6 && !explained(line) && !is_calendar(line)
        })
        .map(|(index, line)| (line.quad.height(), index))
        .collect();
    tall.sort_by(|a, b| b.0.total_cmp(&a.0));
    tall.truncate(MOST_CANDIDATES);
    tall.into_iter().map(|(_, index)| whole(lines, index, None)).collect()
}

/// Whether all that stands there is months, to be notched or stamped.
fn is_calendar(line: &Line) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    line.words.iter().all(|word| {
        let folded = fold(&word.text);
        folded.len() <= 4 && folded.get(..3).is_some_and(|start| MONTHS.contains(&start))
            || folded.chars().all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::testing::{line, lines};

    fn found(printed: &[&str], name: &str) -> Option<NameMatch> {
        find(&lines(printed), name).map(|(_, agreement)| agreement)
    }

    #[test]
    fn a_name_is_found_however_it_is_set() {
        for (printed, name, agreement) in [
            (&["Stone's Throw"][..], "STONE'S THROW", NameMatch::Folded),
            (&["OLD HARBOR"], "OLD HARBOR", NameMatch::Exact),
            (&["THE", "PRESIDENTIAL", "DRAM"], "The Presidential Dram", NameMatch::Folded),
            (&["T H E  V I C E"], "The Vice", NameMatch::Folded),
            (&["CHÂTEAU MONTET"], "CHATEAU MONTET", NameMatch::Folded),
            (&["RD ONE"], "RD1", NameMatch::Customary),
            (&["COOPER AND SONS"], "Cooper & Sons", NameMatch::Customary),
            (&["CALVERTBREWING"], "Calvert Brewing", NameMatch::Folded),
            (&["GREENSPRlNG BREWING"], "Greenspring Brewing", NameMatch::Confusable),
            (&["AGRICOLE GUSSALLI BERETTA"], "AGRIOLE GUSSALLI BERETTA", NameMatch::Near),
            (&["Stones Row"], "Stone's Throw", NameMatch::Near),
            (&["SPRINGFIELD BREWING"], "Springfield Brewing Co.", NameMatch::Customary),
        ] {
            assert_eq!(found(printed, name), Some(agreement), "{name} in {printed:?}");
        }
    }

    #[test]
    fn another_name_is_not_found() {
        for (printed, name) in [
            (&["COPPER HILL", "Bottled by Copper Hill, Napa, CA"][..], "Ridge Creek"),
            (&["MOONBEAM"], "MOON"),
            (&["LUPITA"], "LOLITA"),
            (&["the vice of drinking in a long line of words"], "VICE"),
            (&["Pilsener style beer brewed for people who like words"], "Pilsener"),
            (&["Stones Row"], "Stone's Throw"),
        ] {
            assert_ne!(
                found(printed, name).filter(|found| *found < NameMatch::Near),
                Some(NameMatch::Exact),
                "{name}"
            );
            assert!(
                !matches!(
                    found(printed, name),
                    Some(NameMatch::Exact | NameMatch::Folded | NameMatch::Customary)
                ),
                "{name} in {printed:?}"
            );
        }
    }

    #[test]
    fn the_prominent_of_two_places_is_shown() {
        let mut page = vec![line("Bottled by Old Harbor Cellars", 0), line("OLD HARBOR", 1)];
        page[1] = crate::reading::testing::tall(page[1].clone(), 80.0);
        let (reading, _) = find(&page, "Old Harbor").expect("it stands twice");
        assert_eq!(reading.text, "OLD HARBOR");
    }
}
