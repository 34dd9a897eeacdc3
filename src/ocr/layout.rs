//! Lines into blocks, and blocks into the order a person would read them in.

use super::Line;
use super::geometry::rotation;
use crate::label::Point;

/// Puts the lines of one panel into reading order and numbers blocks, and lines within
/// their words, from 0. Each line's `rotation` is taken from its place.
///
/// Upright text comes first, then text turned by 90°, 180° and 270°; each is ordered as if
/// it were set upright, tilt included.
#[must_use]
pub fn order(lines: Vec<Line>) -> Vec<Line> {
    let mut groups: [Vec<Line>; 4] = Default::default();
    for mut line in lines {
        line.rotation = rotation(&line.quad);
        groups[usize::from(line.rotation / 90)].push(line);
    }
    let mut ordered = Vec::new();
    let mut block = 0;
    for group in groups {
        let frames = upright(&group);
        let mut group: Vec<Option<Line>> = group.into_iter().map(Some).collect();
        for members in blocks(&frames) {
            for index in reading_order(&members, &frames) {
                let Some(mut line) = group[index].take() else { continue };
                number(&mut line, block, ordered.len() as u32);
                ordered.push(line);
            }
            block += 1;
        }
    }
    ordered
}

fn number(line: &mut Line, block: u32, index: u32) {
    line.block = block;
    for word in &mut line.words {
        word.block = block;
        word.line = index;
    }
}

/// A line's place once its group is set upright.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f32,
    right: f32,
    middle: f32,
    height: f32,
}

impl Frame {
    fn top(&self) -> f32 {
        self.middle - self.height / 2.0
    }

    /// Whether the two stand in one row.
    fn beside(&self, other: &Self) -> bool {
        (self.middle - other.middle).abs() < 0.5 * self.height.min(other.height)
    }
}

/// The lines' places, all turned by their common angle.
fn upright(group: &[Line]) -> Vec<Frame> {
    let (sin, cos) = (-common_angle(group)).to_radians().sin_cos();
    group
        .iter()
        .map(|line| {
            let turn = |p: Point| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos);
            let quad = line.quad.map(turn);
            let (left, _, right, _) = quad.bounds();
            Frame { left, right, middle: quad.center().y, height: quad.height().max(1.0) }
        })
        .collect()
}

/// The median reading direction in degrees, long lines counting for more.
fn common_angle(group: &[Line]) -> f32 {
    // A short word's box tells little of its tilt.
    let long = |line: &&Line| line.quad.width() >= 3.0 * line.quad.height();
    let mut angles: Vec<(f32, f32)> =
        group.iter().filter(long).map(|line| (line.quad.angle(), line.quad.width())).collect();
    let Some(first) = group.first() else { return 0.0 };
    let turn = -f32::from(first.rotation);
    // Around 180° angles jump in sign: they are taken relative to the group's quarter turn.
    for (angle, _) in &mut angles {
        *angle = (*angle - turn + 540.0).rem_euclid(360.0) - 180.0;
    }
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = angles.iter().map(|(_, width)| width).sum::<f32>() / 2.0;
    let mut passed = 0.0;
    for (angle, width) in angles {
        passed += width;
        if passed >= half {
            return angle + turn;
        }
    }
    turn
}

/// Indices by block, the blocks from top to bottom, side by side from left to right.
fn blocks(frames: &[Frame]) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..frames.len()).collect();
    for a in 0..frames.len() {
        for b in a + 1..frames.len() {
            if belong_together(&frames[a], &frames[b]) {
                let (root_a, root_b) = (root(&mut parents, a), root(&mut parents, b));
                parents[root_b.max(root_a)] = root_a.min(root_b);
            }
        }
    }
    let mut blocks: Vec<Vec<usize>> = vec![Vec::new(); frames.len()];
    for index in 0..frames.len() {
        blocks[root(&mut parents, index)].push(index);
    }
    blocks.retain(|block| !block.is_empty());
    // Tops within a line's height of each other count as level.
    let step = median(frames.iter().map(|frame| frame.height)).max(1.0);
    blocks.sort_by_key(|block| {
        let top = block.iter().map(|&i| frames[i].top()).fold(f32::INFINITY, f32::min);
        let left = block.iter().map(|&i| frames[i].left).fold(f32::INFINITY, f32::min);
        ((top / step).round() as i64, left as i64)
    });
    blocks
}

fn root(parents: &mut [usize], mut index: usize) -> usize {
    while parents[index] != index {
        parents[index] = parents[parents[index]];
        index = parents[index];
    }
    index
}

/// Lines of like size, one under the other or next to each other in a row.
fn belong_together(a: &Frame, b: &Frame) -> bool {
    let (small, large) = (a.height.min(b.height), a.height.max(b.height));
    if large > 2.0 * small {
        return false;
    }
    let shared = a.right.min(b.right) - a.left.max(b.left);
    if a.beside(b) {
        return -shared < 1.2 * large;
    }
    let narrower = (a.right - a.left).min(b.right - b.left);
    let gap = (a.middle - b.middle).abs() - f32::midpoint(a.height, b.height);
    shared > 0.3 * narrower && gap < 0.7 * large
}

/// A block's lines row by row, each row from left to right.
fn reading_order(members: &[usize], frames: &[Frame]) -> Vec<usize> {
    let mut by_middle = members.to_vec();
    by_middle.sort_by(|&a, &b| frames[a].middle.total_cmp(&frames[b].middle));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in by_middle {
        match rows.last_mut() {
            Some(row) if frames[row[0]].beside(&frames[index]) => row.push(index),
            _ => rows.push(vec![index]),
        }
    }
    for row in &mut rows {
        row.sort_by(|&a, &b| frames[a].left.total_cmp(&frames[b].left));
    }
    rows.concat()
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Quad;
    use crate::ocr::{Engine, Word};

    fn line(text: &str, quad: Quad) -> Line {
        let word = Word {
            text: text.into(),
            quad,
            confidence: 1.0,
            engine: Engine::Tesseract,
            line: 0,
            block: 0,
            glyphs: Vec::new(),
        };
        Line {
            panel: 0,
            words: vec![word],
            quad,
            confidence: 1.0,
            block: 0,
            arc: None,
            rotation: 0,
            others: Vec::new(),
        }
    }

    fn upright_line(text: &str, left: f32, top: f32, width: f32) -> Line {
        line(text, Quad::rect(left, top, left + width, top + 10.0))
    }

    /// Texts with the number of their block.
    fn shown(lines: &[Line]) -> Vec<(String, u32)> {
        lines.iter().map(|line| (line.text(), line.block)).collect()
    }

    fn expected(lines: &[(&str, u32)]) -> Vec<(String, u32)> {
        lines.iter().map(|&(text, block)| (text.to_owned(), block)).collect()
    }

    fn two_columns() -> Vec<Line> {
        vec![
            upright_line("right 2", 200.0, 13.0, 80.0),
            upright_line("left 2", 0.0, 13.0, 100.0),
            upright_line("right 1", 200.0, 1.0, 90.0),
            upright_line("left 1b", 55.0, 0.5, 45.0),
            upright_line("left 1a", 0.0, 0.0, 50.0),
        ]
    }

    const COLUMNS: [(&str, u32); 5] =
        [("left 1a", 0), ("left 1b", 0), ("left 2", 0), ("right 1", 1), ("right 2", 1)];

    #[test]
    fn columns_are_read_one_after_the_other() {
        let ordered = order(two_columns());
        assert_eq!(shown(&ordered), expected(&COLUMNS));
        let numbers: Vec<u32> = ordered.iter().map(|line| line.words[0].line).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_tilt_or_a_turn_changes_nothing_in_the_order() {
        for degrees in [-12.0_f32, 8.0, 90.0, 172.0, 180.0, 188.0, 270.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let turned = two_columns()
                .into_iter()
                .map(|l| {
                    line(
                        &l.text(),
                        l.quad.map(|p| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos)),
                    )
                })
                .collect();
            assert_eq!(shown(&order(turned)), expected(&COLUMNS), "{degrees}");
        }
    }

    #[test]
    fn upright_text_comes_before_turned_text_in_blocks_of_its_own() {
        let upwards = Quad([[0., 90.], [0., 10.], [10., 10.], [10., 90.]].map(Point::from));
        let ordered = order(vec![line("side", upwards), upright_line("front", 12.0, 10.0, 80.0)]);
        assert_eq!(shown(&ordered), expected(&[("front", 0), ("side", 1)]));
        assert_eq!(ordered[1].rotation, 90);
    }

    #[test]
    fn a_heading_of_twice_the_size_is_a_block_of_its_own() {
        let heading = line("BRAND", Quad::rect(0.0, 0.0, 100.0, 25.0));
        let ordered = order(vec![upright_line("small", 0.0, 27.0, 100.0), heading]);
        assert_eq!(shown(&ordered), expected(&[("BRAND", 0), ("small", 1)]));
    }
}
