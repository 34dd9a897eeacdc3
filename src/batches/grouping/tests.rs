use super::*;
use crate::batches::manifest;

/// A group's pictures, what it rests on, and the number of its row.
type Told = (Vec<String>, Stage, Option<usize>);

/// A title, pictures, and how many of them each group has and what it rests on.
type Case<'a> = (&'a str, &'a [&'a str], &'a [(usize, Stage)]);

/// The groups, and what is unpaired.
fn grouped(files: &[&str], manifest: Option<&str>) -> (Vec<Told>, Vec<Unpaired>) {
    let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    let manifest = manifest.map(|text| manifest::read(text.as_bytes(), 100).unwrap());
    let rows = manifest.as_ref().map(|manifest| manifest.rows.as_slice());
    let grouping = group(&files, rows, 20);
    let names = |group: &Group| group.files.iter().map(|&index| files[index].clone()).collect();
    let groups = grouping.groups.iter().map(|group| {
        assert!(!group.why.is_empty());
        let row = group.row.map(|row| rows.unwrap()[row].number);
        (names(group), group.stage, row)
    });
    (groups.collect(), grouping.unpaired)
}

fn stages(files: &[&str]) -> Vec<(usize, Stage)> {
    let (groups, unpaired) = grouped(files, None);
    assert_eq!(unpaired, [], "without a manifest every picture is of an application");
    assert_eq!(groups.iter().map(|group| group.0.len()).sum::<usize>(), files.len());
    groups.into_iter().map(|(files, stage, _)| (files.len(), stage)).collect()
}

#[test]
fn names_tell_what_belongs_together() {
    use Stage::{Alone, Folder, Name, RegistryId};
    let cases: &[Case<'_>] = &[
        ("panel words", &["harbor-front.jpg", "harbor_back.png", "HARBOR neck.jpg"], &[(3, Name)]),
        ("humps", &["OldHarborFront.jpg", "OldHarborBack.jpg"], &[(2, Name)]),
        (
            "two products",
            &["a-front.jpg", "a-back.jpg", "b-front.jpg", "b-back.jpg"],
            &[(2, Name), (2, Name)],
        ),
        ("single files", &["merlot.jpg", "malbec.jpg"], &[(1, Alone), (1, Alone)]),
        (
            "a folder each",
            &["A/front.jpg", "A/back.jpg", "B/front.jpg", "B/back.jpg"],
            &[(2, Folder), (2, Folder)],
        ),
        (
            "a camera's names in folders",
            &["A/IMG_1.jpg", "A/IMG_2.jpg", "B/IMG_3.jpg"],
            &[(2, Folder), (1, Folder)],
        ),
        ("one heap of a camera's", &["all/IMG_1.jpg", "all/IMG_2.jpg"], &[(1, Alone), (1, Alone)]),
        (
            "products in a folder",
            &["all/x-front.jpg", "all/x-back.jpg", "all/y.jpg"],
            &[(2, Name), (1, Alone)],
        ),
        (
            "same names in two folders",
            &["A/x-front.jpg", "B/x-back.jpg"],
            &[(1, Folder), (1, Folder)],
        ),
        ("numbers may be products", &["merlot-1.jpg", "merlot-2.jpg"], &[(1, Alone), (1, Alone)]),
        ("numbers behind a number", &["A-10421-1.jpg", "A-10421-2.jpg"], &[(2, Name)]),
        ("two fronts", &["x-front.jpg", "x-front.png"], &[(1, Alone), (1, Alone)]),
        (
            "the registry's number",
            &["24001001000123_a.jpg", "b 24001001000123.jpg", "24001001000124.jpg"],
            &[(2, RegistryId), (1, Alone)],
        ),
    ];
    for (case, files, expected) in cases {
        assert_eq!(stages(files), *expected, "{case}");
    }
}

#[test]
fn the_manifest_comes_first_and_what_it_does_not_place_is_left_to_a_person() {
    let manifest = "files,brand\na.jpg;sub/B.JPG,ONE\nc.jpg,TWO\n";
    let (groups, unpaired) = grouped(&["a.jpg", "sub/b.jpg", "x/c.jpg", "d.jpg"], Some(manifest));
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected = [
        (of(&["a.jpg", "sub/b.jpg"]), Stage::Manifest, Some(2)),
        (of(&["x/c.jpg"]), Stage::Manifest, Some(3)),
    ];
    assert_eq!(groups, expected);
    assert_eq!(unpaired.len(), 1);
    assert_eq!(unpaired[0].files, ["d.jpg"]);
}

#[test]
fn a_picture_that_a_row_names_has_to_be_there_and_to_be_one() {
    let files = ["a.jpg", "x/b.jpg", "y/b.jpg"].map(str::to_owned);
    let manifest =
        manifest::read(b"files\na.jpg;gone.jpg\nb.jpg\na.jpg;a.jpg\nz/b.jpg\n", 9).unwrap();
    let grouping = group(&files, Some(&manifest.rows), 20);
    let codes: Vec<_> = grouping
        .groups
        .iter()
        .map(|group| group.problems.iter().map(|p| (p.row, p.code.as_str())).collect::<Vec<_>>())
        .collect();
    let expected = [
        vec![(2, "file_missing")],
        vec![(3, "file_ambiguous")],
        vec![(4, "file_named_twice")],
        vec![(5, "file_missing")],
    ];
    assert_eq!(codes, expected);
}

#[test]
fn rows_without_pictures_are_paired_by_number_or_brand() {
    let manifest = "application id,brand\nA-1042,ONE\nA-1043,OLD HARBOR\n,NIGHT TIDE\nA-9,GONE\n";
    let files = [
        "A-1042/front.jpg",
        "A-1042/back.jpg",
        "a-1043_front.jpg",
        "a-1043_back.jpg",
        "night-tide-front.jpg",
        "stranger.jpg",
    ];
    let (groups, unpaired) = grouped(&files, Some(manifest));
    let told: Vec<_> = groups.iter().map(|(files, _, row)| (files.len(), *row)).collect();
    assert_eq!(told, [(2, Some(2)), (2, Some(3)), (1, Some(4))]);
    assert_eq!(unpaired.len(), 2);
    assert_eq!(unpaired[0].files, ["stranger.jpg"]);
    assert_eq!(unpaired[1].row, Some(5));
}

#[test]
fn content_joins_two_halves_of_one_label_and_never_guesses() {
    let seen = |brand: &str, mandatory: [u8; 6]| Seen {
        brand: Some(brand.to_owned()),
        mandatory: mandatory.map(|read| read == 1),
    };
    let front = seen("harbor", [1, 1, 1, 1, 0, 0]);
    let back = seen("harbor", [1, 0, 0, 0, 1, 1]);
    let whole = seen("harbor", [1; 6]);
    let other = seen("tide", [1, 0, 0, 0, 1, 1]);
    let nameless = Seen { brand: None, ..back.clone() };
    assert_eq!(by_content(&[front.clone(), other.clone(), back.clone()]), [(0, 2)]);
    let none: [&[Seen]; 5] = [
        &[front.clone(), other],
        &[front.clone(), nameless],
        &[front.clone(), front.clone()],
        &[front.clone(), back.clone(), back],
        &[whole.clone(), whole],
    ];
    for seen in none {
        assert_eq!(by_content(seen), [], "{seen:?}");
    }
}
