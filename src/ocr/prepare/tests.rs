use super::*;
use crate::label::Point;
use crate::ocr::testing::{WARNING, page, paragraph};
use image::{Luma, Rgb};

fn close(one: Point, other: Point) -> bool {
    one.distance(other) < 0.05
}

/// A white picture with one black pixel, and the middle of that pixel.
fn marked(width: u32, height: u32, x: u32, y: u32) -> (GrayImage, Point) {
    let mut image = GrayImage::from_pixel(width, height, Luma([255]));
    image.put_pixel(x, y, Luma([0]));
    (image, Point::new(x as f32 + 0.5, y as f32 + 0.5))
}

fn darkest(image: &GrayImage) -> Point {
    let (x, y, _) = image.enumerate_pixels().min_by_key(|(_, _, value)| value.0[0]).unwrap();
    Point::new(x as f32 + 0.5, y as f32 + 0.5)
}

#[test]
fn a_point_goes_where_its_pixel_goes_and_back() {
    let (image, point) = marked(40, 30, 7, 11);
    let chains: [(&str, Prepared); 6] = [
        ("turn 90", Prepared::from_grey(image.clone()).turn(90)),
        ("turn 180", Prepared::from_grey(image.clone()).turn(180)),
        ("turn 270", Prepared::from_grey(image.clone()).turn(270)),
        ("crop", Prepared::from_grey(image.clone()).crop(3.2, 4.7, 20.0, 25.0)),
        ("turn, crop, turn", {
            Prepared::from_grey(image.clone()).turn(90).crop(2.0, 1.0, 28.0, 30.0).turn(270)
        }),
        ("quad", {
            let quad = Quad::rect(4.0, 6.0, 24.0, 26.0);
            Prepared::from_grey(image).crop_quad(&quad, 20)
        }),
    ];
    for (name, prepared) in chains {
        let there = prepared.transform.forth(point);
        assert!(close(there, darkest(&prepared.image)), "{name}: {there:?}");
        assert!(close(prepared.transform.back(there), point), "{name}");
    }
}

#[test]
fn scaling_keeps_proportions_of_odd_sizes() {
    let (image, _) = marked(41, 31, 7, 11);
    for factor in [0.4, 1.0, 1.7, 2.0] {
        let prepared = Prepared::from_grey(image.clone()).scale(factor);
        let corner = prepared.transform.forth(Point::new(41.0, 31.0));
        let (width, height) = prepared.image.dimensions();
        assert!(close(corner, Point::new(width as f32, height as f32)), "{factor}: {corner:?}");
        assert!(close(prepared.transform.back(corner), Point::new(41.0, 31.0)), "{factor}");
    }
    let enlarged = Prepared::from_grey(image).scale(4.0);
    let middle = darkest(&enlarged.image);
    assert!(enlarged.transform.back(middle).distance(Point::new(7.5, 11.5)) < 0.5);
}

#[test]
fn a_quad_on_its_side_is_laid_straight() {
    let image = page(300, 100, &[("WINE", 60.0, 20.0, 50.0)]);
    let (laid, transform) = turn(&image, 90);
    let text = Quad::rect(50.0, 15.0, 200.0, 75.0);
    let on_side = text.map(|point| transform.forth(point));
    let (straight, back) = crop_quad(&laid, &on_side, 60);
    let (expected, _) = crop(&image, 50.0, 15.0, 200.0, 75.0);
    assert_eq!(straight.dimensions(), expected.dimensions());
    let pairs = straight.as_raw().iter().zip(expected.as_raw());
    let worst = pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(worst <= 2, "differs by {worst}");
    assert!(back.back(Point::new(0.0, 0.0)).distance(on_side.0[0]) < 0.05);
    assert!(back.back(Point::new(150.0, 60.0)).distance(on_side.0[2]) < 0.05);
}

#[test]
fn a_crop_outside_the_picture_is_cut_to_it() {
    let (image, _) = marked(40, 30, 7, 11);
    assert_eq!(crop(&image, -10.0, -10.0, 400.0, 400.0).0.dimensions(), (40, 30));
    assert_eq!(crop(&image, 90.0, 90.0, 95.0, 95.0).0.dimensions(), (1, 1));
}

#[test]
fn colour_becomes_grey_by_luminance_or_by_one_channel() {
    let picture = RgbImage::from_pixel(2, 2, Rgb([200, 100, 0]));
    assert_eq!(grey(&picture).get_pixel(0, 0).0, [119]);
    assert_eq!(channel(&picture, Channel::Red).get_pixel(1, 1).0, [200]);
    assert_eq!(channel(&picture, Channel::Green).get_pixel(1, 1).0, [100]);
    assert_eq!(channel(&picture, Channel::Blue).get_pixel(1, 1).0, [0]);
}

#[test]
fn stretching_uses_the_whole_range_but_leaves_a_plain_ground_alone() {
    let faint = GrayImage::from_fn(100, 10, |x, _| Luma([100 + (x / 2) as u8]));
    let clear = stretch(&faint);
    let extremes = (clear.as_raw().iter().min(), clear.as_raw().iter().max());
    assert_eq!(extremes, (Some(&0), Some(&255)));
    let plain = GrayImage::from_fn(100, 10, |x, _| Luma([100 + (x % 3) as u8]));
    assert_eq!(stretch(&plain), plain);
}

#[test]
fn inverting_twice_and_denoising_a_speck_give_the_picture_back() {
    let (speck, _) = marked(9, 9, 4, 4);
    assert_eq!(invert(&invert(&speck)), speck);
    assert_eq!(invert(&speck).get_pixel(4, 4).0, [255]);
    assert_eq!(denoise(&speck), GrayImage::from_pixel(9, 9, Luma([255])));
}

#[test]
fn a_local_threshold_finds_print_under_a_shadow() {
    let plain = page(400, 120, &[("SHADOW", 30.0, 30.0, 60.0)]);
    let shaded = GrayImage::from_fn(400, 120, |x, y| {
        let light = 1.0 - 0.7 * (x as f32 / 400.0);
        Luma([(f32::from(plain.get_pixel(x, y).0[0]) * light) as u8])
    });
    let found = threshold(&shaded);
    let agree = plain.as_raw().iter().zip(found.as_raw());
    let wrong = agree.filter(|(plain, found)| (**plain < 128) != (**found < 128)).count();
    assert!(wrong < 400 * 120 / 100, "{wrong} pixels differ");
    assert!(found.as_raw().iter().all(|value| [0, 255].contains(value)));
}

#[test]
fn letters_are_measured_in_either_polarity_and_small_ones_ask_for_enlarging() {
    let large = paragraph(900, WARNING, 40.0);
    let small = paragraph(500, WARNING, 14.0);
    let height_in = |image: &GrayImage| letter_height(&letters(image));
    let height = height_in(&large).unwrap();
    assert!((24.0..34.0).contains(&height), "{height}");
    assert!((height_in(&invert(&large)).unwrap() - height).abs() < 4.0);
    assert!((enlargement(&large, &letters(&large)) - 1.0).abs() < 0.01);
    assert!(enlargement(&small, &letters(&small)) > 1.5);
    assert_eq!(height_in(&GrayImage::from_pixel(300, 300, Luma([255]))), None);
}

#[test]
fn the_slant_of_lines_is_found_with_its_sign() {
    let straight = paragraph(900, WARNING, 24.0);
    assert!(estimate_skew(&letters(&straight)).unwrap().abs() < 0.6);
    let (width, height) = (straight.width() as f32, straight.height() as f32);
    let around = Point::new(width / 2.0, height / 2.0);
    for degrees in [-6.0_f32, 4.0] {
        // Sampling along a quad leaning the other way makes the text lean this way.
        let (sine, cosine) = (-degrees).to_radians().sin_cos();
        let lean = Quad::rect(0.0, 0.0, width, height).map(|point| {
            let (x, y) = (point.x - around.x, point.y - around.y);
            Point::new(around.x + x * cosine - y * sine, around.y + x * sine + y * cosine)
        });
        let (leaning, _) = crop_quad(&straight, &lean, straight.height());
        let found = estimate_skew(&letters(&leaning)).unwrap();
        assert!((found - degrees).abs() < 0.8, "{degrees}: {found}");
    }
}

#[test]
fn light_print_on_a_dark_ground_is_told_from_dark_print() {
    let dark = page(300, 100, &[("WINE", 60.0, 20.0, 50.0)]);
    let region = Quad::rect(50.0, 15.0, 220.0, 80.0);
    assert!(!is_light_on_dark(&dark, &region));
    assert!(is_light_on_dark(&invert(&dark), &region));
}
