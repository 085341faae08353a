//! Machines in a person's hand and machines put into order: what is said is done, and nothing overlaps.

use super::*;
use crate::design::{Document, preset};
use crate::drawing::{Rect, frames};
use proptest::prelude::*;

fn editor(name: &str) -> Editor {
    Editor::open(preset(name).unwrap().text).unwrap()
}

fn rects(editor: &Editor) -> Vec<Rect> {
    frames(editor.design(), editor.topology()).into_iter().map(|frame| frame.rect).collect()
}

/// The editor after it, and what the step is called.
fn after(editor: &Editor, machines: &[usize], how: Arrange) -> (Editor, String) {
    let mut after = editor.clone();
    let (title, edit) = arranged(editor, machines, how).unwrap();
    after.apply(&title, &edit).unwrap();
    assert_eq!(after.undo_title(), Some(title.as_str()), "{how:?} is one step");
    let mut back = after.clone();
    back.undo();
    assert_eq!(back.text(), editor.text());
    assert_eq!(back.redo().as_deref(), Some(title.as_str()));
    parted(&rects(&after)).unwrap();
    (after, title)
}

fn parted(rects: &[Rect]) -> Result<(), TestCaseError> {
    for (index, one) in rects.iter().enumerate() {
        for other in &rects[index + 1..] {
            prop_assert!(!one.overlaps(other), "{one:?} {other:?}");
        }
    }
    Ok(())
}

fn put(editor: &Editor, places: &[(usize, (i32, i32))]) -> Editor {
    let places: Vec<_> = places.iter().map(|(machine, place)| (*machine, Some(*place))).collect();
    let mut put = editor.clone();
    put.apply("put", &editor.design().put_on_canvas(&places)).unwrap();
    put
}

#[test]
fn an_arrow_moves_a_machine_by_a_step_and_who_stands_there_gives_way() {
    let lab = editor("lab");
    let before = rects(&lab);
    let (moved, title) = after(&lab, &[2], Arrange::Nudge(Direction::Right, false));
    assert_eq!(title, "node-2 moved right");
    let now = rects(&moved);
    assert_eq!((now[2].x, now[2].y), (before[2].x + GRID, before[2].y));
    assert_eq!(now[3].x, before[3].x + GRID, "node-3 stood against it");
    assert_eq!(now[1], before[1]);
    let (far, title) = after(&lab, &[1, 2], Arrange::Nudge(Direction::Up, true));
    assert_eq!(title, "2 machines moved up");
    assert_eq!(rects(&far)[1].y, before[1].y - 8 * GRID);
    assert!(far.text().contains("- {machine: node-1, left: 20, top: 28}\n"), "{}", far.text());
}

#[test]
fn sides_come_to_one_line_and_gaps_become_even() {
    let large = put(
        &editor("large"),
        &[(2, (-700, -80)), (3, (-300, 640)), (4, (400, 1500)), (5, (900, 2222))],
    );
    let machines = [2, 3, 4, 5];
    let line = |side, of: fn(&Rect) -> i32| {
        let (aligned, title) = after(&large, &machines, Arrange::Align(side));
        let now = rects(&aligned);
        let at: Vec<i32> = machines.iter().map(|machine| of(&now[*machine])).collect();
        assert!(at.iter().all(|place| *place == at[0]), "{side:?} {at:?}");
        title
    };
    assert_eq!(line(Side::Left, |rect| rect.x), "4 machines aligned at the left");
    line(Side::Centre, Rect::middle_x);
    line(Side::Right, Rect::right);
    line(Side::Top, |rect| rect.y);
    line(Side::Middle, Rect::middle_y);
    line(Side::Bottom, Rect::bottom);
    let (even, title) = after(&large, &machines, Arrange::Distribute { across: true });
    assert_eq!(title, "4 machines distributed to the side");
    let now = rects(&even);
    let gaps: Vec<i32> = (2..5).map(|index| now[index + 1].x - now[index].right()).collect();
    assert!(gaps.iter().max().unwrap() - gaps.iter().min().unwrap() <= 1, "{gaps:?}");
    let (even, _) = after(&large, &machines, Arrange::Distribute { across: false });
    let now = rects(&even);
    let gaps: Vec<i32> = (2..5).map(|index| now[index + 1].y - now[index].bottom()).collect();
    assert!(gaps.iter().max().unwrap() - gaps.iter().min().unwrap() <= 1, "{gaps:?}");
    assert_eq!((now[2].y, now[5].bottom()), (rects(&large)[2].y, rects(&large)[5].bottom()));
}

#[test]
fn tidy_brings_the_lanes_into_line_and_by_itself_forgets_the_places() {
    let lab = editor("lab");
    let untidy = put(&lab, &[(1, (20, 92)), (2, (262, 140)), (3, (510, 60)), (0, (800, 120))]);
    let (tidy, title) = after(&untidy, &[], Arrange::Tidy);
    assert_eq!(title, "All machines tidied");
    let tops: Vec<i32> = rects(&tidy).iter().map(|rect| rect.y).collect();
    assert!(tops.iter().all(|top| *top == tops[0]), "{tops:?}");
    let scene = lay_out(tidy.design(), tidy.topology(), &tidy.marks(), false);
    assert!(scene.rails.iter().all(|rail| rail.bands.len() == 1), "{:?}", scene.rails);
    assert_eq!(arranged(&tidy, &[], Arrange::Tidy).unwrap_err(), "The machines are tidy.");
    assert_eq!(arranged(&lab, &[], Arrange::Tidy).unwrap_err(), "The machines are tidy.");
    let (one, title) = after(&untidy, &[2], Arrange::ByItself);
    assert_eq!(title, "node-2 laid out by itself");
    assert_eq!(one.design().canvas.len(), 3);
    let (free, title) = after(&untidy, &[], Arrange::ByItself);
    assert_eq!(title, "All machines laid out by themselves");
    assert_eq!(free.text(), lab.text());
    let refused = arranged(&lab, &[2], Arrange::ByItself).unwrap_err();
    assert_eq!(refused, "node-2 is laid out already: nobody has moved it.");
}

#[test]
fn what_needs_machines_says_so() {
    let lab = editor("lab");
    let refused = |machines: &[usize], how| arranged(&lab, machines, how).unwrap_err();
    let nudge = Arrange::Nudge(Direction::Left, false);
    assert_eq!(refused(&[], nudge), "Select a machine first.");
    assert_eq!(refused(&[1], Arrange::Align(Side::Top)), "Select two machines or more first.");
    let even = Arrange::Distribute { across: true };
    assert_eq!(refused(&[1, 2], even), "Select three machines or more first.");
    assert_eq!(refused(&[1, 2], Arrange::Align(Side::Top)), "The machines stand there already.");
}

#[test]
fn a_machine_in_hand_snaps_to_lines_and_to_the_grid() {
    let lab = put(&editor("lab"), &[(2, (250, 900))]);
    let placing = Placing::begin(&lab, &[2]);
    // Four off the left edge of node-3 and nine off the grid downwards.
    let other = rects(&lab)[3];
    let held = placing.at(f64::from(other.x - 250 + 4), 9.0, Some(8.0));
    assert_eq!(held.shift, (other.x - 250, 12), "{held:?}");
    let [left, middle, right] = held.guides.as_slice() else { panic!("{held:?}") };
    for (guide, x) in [(left, other.x), (middle, other.middle_x()), (right, other.right())] {
        assert_eq!((guide.from.x, guide.to.x), (f64::from(x), f64::from(x)));
        assert_eq!((guide.from.y, guide.to.y), (f64::from(other.y), f64::from(912 + other.height)));
    }
    let free = placing.at(f64::from(other.x - 250 + 4), 9.0, None);
    assert_eq!((free.shift, free.guides.len()), ((other.x - 250 + 4, 9), 0));
    assert_eq!(placing.at(1.0, 2.0, Some(8.0)).landing, (-2, 4), "onto the grid");
    assert!(placing.dropped(&lab, &placing.at(0.0, 0.0, None)).is_none());
}

/// Where machines stand, which is dragged, whether with another, how far, and whether it may snap.
type Dragged = (Vec<(i32, i32)>, usize, bool, (i32, i32), bool);

/// Machines of the large preset anywhere, and where one or two of them are dragged.
fn drags() -> impl Strategy<Value = Dragged> {
    let place = || (-800_i32..800, -800_i32..800);
    (prop::collection::vec(place(), 0..11), 0_usize..10, any::<bool>(), place(), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_is_let_go_stands_where_it_was_shown_and_moves_no_other((places, machine, both, (x, y), snaps) in drags()) {
        let places: Vec<_> = places.into_iter().enumerate().collect();
        let start = put(&editor("large"), &places);
        let machines = if both { vec![machine, machine + 1] } else { vec![machine] };
        let placing = Placing::begin(&start, &machines);
        let held = placing.at(f64::from(x), f64::from(y), snaps.then_some(8.0));
        prop_assert!(snaps || held.shift == (x, y));
        prop_assert!((held.shift.0 - x).abs() <= 8 && (held.shift.1 - y).abs() <= 8);
        let Some((title, edit)) = placing.dropped(&start, &held) else { return Ok(()) };
        let preview = placing.preview(&start, &held);
        let mut end = start.clone();
        end.apply(&title, &edit).unwrap();
        let (before, after) = (rects(&start), rects(&end));
        parted(&after)?;
        for (index, (old, new)) in before.iter().zip(&after).enumerate() {
            let (dx, dy) = if machines.contains(&index) { held.landing } else { (0, 0) };
            prop_assert_eq!((new.x, new.y), (old.x + dx, old.y + dy), "machine {}", index);
        }
        prop_assert_eq!(preview.rails, lay_out(end.design(), end.topology(), &end.marks(), false).rails);
        let read = Document::read(end.text()).unwrap();
        prop_assert_eq!(read.design(), end.design());
        end.undo();
        prop_assert_eq!(end.text(), start.text());
    }
}
