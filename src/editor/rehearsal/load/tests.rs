//! What a load comes to is shown as it is: each line, each ceiling, each moment.

#![allow(clippy::float_cmp)]

use super::*;
use crate::design::{Edit, preset};
use crate::document::Path;
use crate::editor::{Editor, Scene, Thing};
use crate::simulate::load::settings::Setting;
use crate::simulate::load::{Assumed, Curve, Moment, Running};
use crate::simulate::serving::Level;

fn lab() -> Editor {
    Editor::open(preset("lab").unwrap().text).unwrap()
}

fn came_of(editor: &Editor, loading: &Loading) -> Course {
    let (design, topology) = (editor.design(), editor.topology());
    let mut running = Running::of(design, topology, loading.curve(), &loading.assumed);
    while running.step(topology, 100) {}
    Course::of(design, loading, running.end())
}

fn drawn(points: &[(u32, f64)]) -> Loading {
    Loading { shape: Shape::Drawn(Curve::of(points.to_vec()).unwrap()), ..Loading::default() }
}

/// More than the lab can answer.
fn crowd() -> Loading {
    Loading::default().with(Setting::Peak, 400.0)
}

fn lines(drawing: &Drawing, name: &str) -> Vec<(bool, String)> {
    let named = drawing.lines.iter().filter(|line| line.name == name);
    named.map(|line| (line.before, line.path.clone())).collect()
}

/// The corners of a path.
fn corners(path: &str) -> Vec<(f64, f64)> {
    let corner = |text: &str| {
        let (x, y) = text.split_once(' ').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    path.split(['M', 'L']).filter(|text| !text.is_empty()).map(corner).collect()
}

#[test]
fn the_sentence_is_the_command_line_s_and_the_level_goes_with_it() {
    let course = came_of(&lab(), &Loading::default());
    let name = lab().design().name.to_string();
    assert!(course.sentence.starts_with(&format!("{name}: ")), "{}", course.sentence);
    assert!(course.sentence.contains("At most 5 replicas are asked for, from 5:30 on"));
    assert_eq!((course.level, course.held_back.len()), (Level::Works, 0));
    let course = came_of(&lab(), &crowd());
    assert_eq!(course.level, Level::Stops);
    assert!(course.sentence.contains(" %) wait too long and go."), "{}", course.sentence);
    assert!(course.held_back[0].contains("held back by processors"), "{:?}", course.held_back);
    let quiet = came_of(&lab(), &drawn(&[(0, 1.0), (600, 1.0)]));
    assert_eq!((quiet.level, quiet.held_back.len()), (Level::Works, 0));
    assert!(quiet.sentence.ends_with("Nobody waits too long."), "{}", quiet.sentence);
}

#[test]
fn a_line_goes_through_its_values() {
    let course = came_of(&lab(), &drawn(&[(0, 0.0), (600, 8.0), (1200, 0.0)]));
    let time = Scale::of_time(course.end);
    let drawing = Plot::Requests.drawn(&course, None, &time);
    assert_eq!((drawing.scale.most, time.most), (8.0, 1200.0));
    let come = corners(&lines(&drawing, "come")[0].1);
    assert_eq!((come[0], come[come.len() - 1]), ((0.0, 100.0), (1000.0, 100.0)));
    // Its top is in the middle, at the top of the plot.
    assert!(come.contains(&(500.0, 0.0)), "{come:?}");
    assert!(come.contains(&(250.0, 50.0)), "{come:?}");
    // Replicas go by steps: no line between two numbers leans.
    let course = came_of(&lab(), &Loading::default());
    let time = Scale::of_time(course.end);
    let replicas = Plot::Replicas.drawn(&course, None, &time);
    let wanted = corners(&lines(&replicas, "wanted")[0].1);
    for pair in wanted.windows(2) {
        assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "{pair:?}");
    }
    assert_eq!(replicas.limits[0].name, "most: 5");
    assert_eq!(Plot::Cpu.drawn(&course, None, &time).limits[0].name, "target: 50 %");
}

#[test]
fn what_is_not_measured_is_a_gap_and_areas_end_at_the_ground() {
    let mut course = came_of(&lab(), &drawn(&[(0, 1.0), (600, 1.0)]));
    course.moments[10].utilization = None;
    let time = Scale::of_time(course.end);
    let cpu = Plot::Cpu.drawn(&course, None, &time);
    let line = cpu.lines.iter().find(|line| line.name == "CPU").unwrap();
    // The first look has no measurement yet.
    let runs = line.path.matches('M').count();
    assert_eq!(runs, line.area.matches('Z').count());
    assert_eq!(runs, 2, "{}", line.path);
    for corner in line.area.split('Z').filter(|run| !run.is_empty()) {
        assert!(corner.ends_with(" 100"), "{corner}");
    }
}

#[test]
fn a_day_is_drawn_with_few_points_and_keeps_its_extremes() {
    let day = Loading::default().named("day").unwrap();
    let course = came_of(&lab(), &day);
    assert_eq!(course.moments.len(), 5761);
    let time = Scale::of_time(course.end);
    let drawing = Plot::Waiting.drawn(&course, None, &time);
    let wait = corners(&lines(&drawing, "wait")[0].1);
    assert!(wait.len() < 1700, "{}", wait.len());
    let most = course.moments.iter().map(|moment| moment.waiting).fold(0.0, f64::max);
    let top = wait.iter().map(|(_, y)| 100.0 - y).fold(0.0, f64::max);
    assert!((top - 100.0 * drawing.scale.share(most)).abs() < 0.1, "{top}");
}

#[test]
fn what_was_before_stands_beside_what_is() {
    let mut editor = lab();
    let before = came_of(&editor, &Loading::default());
    let max = Path::top().key("wordpress").key("autoscaling").key("max");
    editor.apply("more", &Edit::plain(max, 8)).unwrap();
    let now = came_of(&editor, &Loading::default());
    let time = Scale::of_time(now.end);
    let drawing = Plot::Replicas.drawn(&now, Some(&before), &time);
    let wanted = lines(&drawing, "wanted");
    assert_eq!((wanted[0].0, wanted[1].0), (true, false));
    assert_ne!(wanted[0].1, wanted[1].1);
    let names: Vec<&str> = drawing.limits.iter().map(|limit| limit.name.as_str()).collect();
    assert_eq!(names, ["most: 5", "most: 8"]);
    assert!(drawing.lines.iter().all(|line| !line.before || line.area.is_empty()));
    // What is the same for both stands once.
    assert_eq!(Plot::Cpu.drawn(&now, Some(&before), &time).limits.len(), 1);
    let table = Table::of(Plot::Replicas, &now, Some(&before));
    assert_eq!(table.heads[3], "Wanted, before");
    let most = |column: usize| {
        let cells = table.rows.iter().map(|(_, cells)| cells[column].parse::<u32>().unwrap());
        cells.max().unwrap()
    };
    assert_eq!((most(0), most(3)), (8, 5));
}

#[test]
fn a_table_has_what_the_plot_has() {
    let course = came_of(&lab(), &Loading::default());
    let table = Table::of(Plot::Requests, &course, None);
    assert_eq!(table.heads, ["Come", "Answered", "Refused"]);
    let (first, last) = (&table.rows[0], &table.rows[table.rows.len() - 1]);
    assert_eq!((first.0.as_str(), last.0.as_str()), ("0:00", "1:00:00"));
    assert_eq!(first.1, ["4", "4", "0"]);
    assert!(table.rows.len() < 90, "{}", table.rows.len());
    let table = Table::of(Plot::Requests, &came_of(&lab(), &crowd()), None);
    let refused = table.rows.iter().map(|(_, cells)| cells[2].parse::<f64>().unwrap_or(9.0));
    assert!(refused.fold(0.0, f64::max) > 0.0);
    // A comparison that ends sooner has no values after its end.
    let short = came_of(&lab(), &drawn(&[(0, 4.0), (60, 4.0)]));
    let table = Table::of(Plot::Requests, &course, Some(&short));
    assert_eq!(table.rows[table.rows.len() - 1].1[3], "–");
}

#[test]
fn a_ceiling_has_a_lane_from_when_to_when_it_bites() {
    let names = |course: &Course| -> Vec<String> {
        lanes(course).into_iter().map(|lane| lane.name).collect()
    };
    assert!(names(&came_of(&lab(), &drawn(&[(0, 1.0), (600, 1.0)]))).is_empty());
    let most = "maxReplicas 5: the load asks for more";
    assert_eq!(names(&came_of(&lab(), &Loading::default())), [most]);
    let crowd = came_of(&lab(), &crowd());
    assert_eq!(names(&crowd), ["maxReplicas 5: the load asks for more", "Processors"]);
    let held = lanes(&crowd).pop().unwrap();
    for (from, to) in &held.spans {
        assert!(from < to, "{held:?}");
        assert!(crowd.at(*from).unwrap().ceiling.is_some());
        assert!(crowd.at(*to).unwrap().ceiling.is_none());
    }
    let loading = Loading {
        assumed: Assumed { cpu: 0.5, wait: 2000.0, ..Assumed::default() },
        ..drawn(&[(0, 400.0), (600, 400.0)])
    };
    let connections = came_of(&lab(), &loading);
    assert_eq!(names(&connections), ["Database connections"]);
    let end = lanes(&connections)[0].spans.last().copied().unwrap().1;
    assert_eq!(end, 600);
    let text = preset("lab").unwrap().text.replace("max: 5", "max: 40");
    let small = Editor::open(&text.replace("memory: 4Gi", "memory: 3Gi")).unwrap();
    let full = names(&came_of(&small, &drawn(&[(0, 300.0), (900, 300.0)])));
    assert!(full.contains(&"Machines are full: replicas pend".to_owned()), "{full:?}");
}

#[test]
fn a_moment_holds_until_the_next_and_is_said_whole() {
    let course = came_of(&lab(), &Loading::default());
    let at = |second: u32| course.at(second).map(|moment| moment.at);
    assert_eq!((at(0), at(14), at(15), at(9999)), (Some(0), Some(0), Some(15), Some(3600)));
    let course = came_of(&lab(), &crowd());
    let text = spoken(&course, course.at(1200).unwrap());
    assert!(text.starts_with("At 20:00. Come: 400 a second; Answered: "), "{text}");
    assert!(text.contains("Replicas wanted: 5; Ready: 5; Pending: 0"), "{text}");
    assert!(text.contains("target 50 %; Held back by: processors"), "{text}");
    let refused = shown(&course, course.at(1200).unwrap())[2].1.clone();
    assert_ne!(refused, "0 a second");
    let none = Moment { utilization: None, why: None, ceiling: None, ..course.moments[0] };
    let text = spoken(&course, &none);
    assert!(text.contains("CPU of a pod: not measured; Held back by: nothing"), "{text}");
    assert!(text.ends_with("Why so many: there is no autoscaler."), "{text}");
}

#[test]
fn the_drawing_stands_at_a_moment_with_as_many_pods_as_there_are_then() {
    let editor = lab();
    let sites =
        |scene: &Scene| scene.pods.iter().filter(|pod| matches!(pod.thing, Thing::Site(_))).count();
    let rail = |scene: &Scene| {
        let named = |rail: &&crate::editor::Rail| rail.state.ends_with("ready");
        scene.rails.iter().find(named).unwrap().state.clone()
    };
    let (few, many) = (at_load(&editor, 3, 3, false), at_load(&editor, 5, 4, false));
    assert_eq!((sites(&few), sites(&many)), (3, 5));
    assert_eq!((rail(&few).as_str(), rail(&many).as_str()), ("3 of 3 ready", "4 of 5 ready"));
    let handle = |scene: &Scene| {
        let of =
            |rail: &crate::editor::Rail| rail.handle.as_ref().map(|it| (it.of, it.count.clone()));
        scene.rails.iter().filter_map(of).collect::<Vec<_>>()
    };
    assert_eq!(handle(&few), handle(&many));
    // More than the machines hold: what has no place is drawn as waiting.
    let full = at_load(&editor, 100, 9, false);
    assert!(full.waiting.is_some());
    assert_eq!(few.machines.len(), editor.design().machines.len());
}

#[test]
fn a_scale_has_round_lines() {
    let ticks = |scale: Scale| scale.ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(ticks(Scale::of_time(3600)), ["0:00", "15:00", "30:00", "45:00", "1:00:00"]);
    assert_eq!(ticks(Scale::of_time(86_400)).len(), 5);
    assert_eq!(ticks(Scale::of_time(7)), ["0:00", "0:02", "0:04", "0:06"]);
    assert_eq!(ticks(Scale::of_amount(40.0, false)), ["0", "10", "20", "30", "40"]);
    assert_eq!(ticks(Scale::of_amount(5.0, true)), ["0", "2", "4", "6"]);
    assert_eq!(ticks(Scale::of_amount(0.0, true)), ["0", "1", "2", "3", "4"]);
    assert_eq!(ticks(Scale::of_amount(0.0, false)), ["0", "0.25", "0.50", "0.75", "1"]);
    assert_eq!(ticks(Scale::of_amount(0.002, false)), ["0", "0.01", "0.02", "0.03", "0.04"]);
    assert_eq!(ticks(Scale::of_amount(0.07, false)), ["0", "0.02", "0.04", "0.06", "0.08"]);
    for most in [0.0, 1e-9, 0.3, 1.0, 7.3, 99.0, 123_456.0, 1e6, f64::NAN, f64::INFINITY] {
        for whole in [false, true] {
            let scale = Scale::of_amount(most, whole);
            let (first, last) = (scale.ticks.first().unwrap().0, scale.ticks.last().unwrap().0);
            assert!(
                first == 0.0 && (last - scale.most).abs() < 1e-6 * scale.most,
                "{most}: {scale:?}"
            );
            assert!(!most.is_finite() || scale.most >= most, "{most}: {scale:?}");
        }
    }
    let read: Vec<String> =
        [0.0, 0.25, 0.999, 4.0, 9.5, 12.4, 1234.0, 1_000_000.0].map(figure).to_vec();
    assert_eq!(read, ["0", "0.25", "1", "4", "9.5", "12", "1,234", "1,000,000"]);
}

#[test]
fn a_point_moves_between_its_neighbours_and_no_further() {
    let curve = Curve::of(vec![(0, 1.0), (60, 5.0), (120, 1.0)]).unwrap();
    let at = |curve: Option<Curve>, index: usize| curve.unwrap().points()[index];
    assert_eq!(at(moved(&curve, 1, (90, 7.0)), 1), (90, 7.0));
    assert_eq!(at(moved(&curve, 1, (500, -3.0)), 1), (119, 0.0));
    assert_eq!(at(moved(&curve, 1, (0, 1e9)), 1), (1, 1e6));
    assert_eq!(at(moved(&curve, 2, (u32::MAX, 1.0)), 2), (604_800, 1.0));
    assert_eq!(moved(&curve, 3, (1, 1.0)), None);
    let sheet = Sheet::of(&curve);
    let (step, by) = sheet.step;
    assert_eq!(at(nudged(&curve, 1, &sheet, (1, 0)), 1), (60 + step, 5.0));
    assert_eq!(at(nudged(&curve, 1, &sheet, (-2, 1)), 1), (60 - 2 * step, 5.0 + by));
    assert_eq!(at(nudged(&curve, 0, &sheet, (-1, -99)), 0), (0, 0.0));
    let (more, index) = added(&curve, (30, 2.0)).unwrap();
    assert_eq!((index, more.points().len(), more.points()[1]), (1, 4, (30, 2.0)));
    assert_eq!(added(&curve, (60, 2.0)), None);
    assert_eq!(removed(&more, 1), Some(curve.clone()));
    let two = removed(&curve, 1).unwrap();
    assert_eq!(removed(&two, 0), None);
    let many = Curve::of((0..60).map(|at| (at, 1.0)).collect()).unwrap();
    assert_eq!(added(&many, (99, 1.0)), None);
}

#[test]
fn a_place_on_the_sheet_is_a_point_and_back() {
    let curve = Loading::default().curve();
    let sheet = Sheet::of(&curve);
    assert!(sheet.time.most > 3600.0 && sheet.rate.most >= 48.0, "{sheet:?}");
    for point in curve.points() {
        let (x, y) = sheet.place(*point);
        let (second, rate) = sheet.point(x, y);
        assert!(second.abs_diff(point.0) <= sheet.step.0, "{point:?}: {second}");
        assert!((rate - point.1).abs() <= sheet.step.1, "{point:?}: {rate}");
    }
    assert_eq!(sheet.point(-1.0, 7.0), (0, sheet.rate.most));
    assert_eq!(sheet.point(f64::NAN, f64::NAN), (0, 0.0));
}

#[test]
fn what_is_typed_is_read_or_told_what_where_and_how_to_mend_it() {
    let curve = Curve::of(vec![(0, 1.0), (60, 5.0), (120, 1.0)]).unwrap();
    for (text, seconds) in [("90", 90), ("1:30", 90), (" 1:05:30 ", 3930), ("0", 0)] {
        assert_eq!(read_time(text), Some(seconds), "{text}");
    }
    for text in ["", "soon", "1:5", "1:60", "-1", "1:00:00:00", "9999999999", "99999999:00"] {
        assert_eq!(read_time(text), None, "{text}");
    }
    let next = typed(&curve, 1, Column::Time, "1:30").unwrap();
    assert_eq!(next.points()[1], (90, 5.0));
    let next = typed(&curve, 2, Column::Rate, "12.5").unwrap();
    assert_eq!(next.points()[2], (120, 12.5));
    for (index, column, text, told) in [
        (
            1,
            Column::Time,
            "soon",
            "Time of point 2: \"soon\" is no time; write seconds, as 90, or a time, as 1:30 or 1:05:30.",
        ),
        (
            1,
            Column::Time,
            "0",
            "Time of point 2: it has to come after the point before it, at 0:00.",
        ),
        (
            1,
            Column::Time,
            "120",
            "Time of point 2: it has to come before the point after it, at 2:00.",
        ),
        (2, Column::Time, "604801", "Time of point 3: at most a week, 604800 s."),
        (
            0,
            Column::Rate,
            "-1",
            "Requests of point 1: write a number from 0 to 1000000, as 12.5, not \"-1\".",
        ),
        (
            0,
            Column::Rate,
            "1e3",
            "Requests of point 1: write a number from 0 to 1000000, as 12.5, not \"1e3\".",
        ),
        (3, Column::Rate, "1", "There is no point 4 any more."),
    ] {
        assert_eq!(typed(&curve, index, column, text), Err(told.to_owned()));
    }
}

#[test]
fn a_link_carries_a_load_and_gives_the_same_back() {
    let plain = Loading::default();
    assert_eq!(load_to_link(&plain), "&load=flash");
    let set = plain.named("ramp").unwrap().with(Setting::Peak, 80.0).with(Setting::Cpu, 12.5);
    assert_eq!(load_to_link(&set), "&load=ramp&peak=80&cpu=12.5");
    let by_hand = drawn(&[(0, 4.0), (300, 12.5), (900, 0.0)]).with(Setting::Patience, 5.0);
    assert_eq!(load_to_link(&by_hand), "&load=0:4,300:12.5,900:0&patience=5");
    for loading in [plain, set, by_hand] {
        let link = format!("#1.abc&kill=node-1{}", load_to_link(&loading));
        assert!(carries_load(&link));
        assert_eq!(load_from_link(&link), Ok(Some(loading)));
    }
    assert_eq!(load_from_link("#1.abc&kill=node-1&cpu=7"), Ok(None));
    let along = |flags: &str| crate::editor::rehearsal::goes_along(flags);
    assert_eq!(along(""), None);
    assert_eq!(along("&kill=a"), Some("What fails in the rehearsal goes along."));
    assert_eq!(along("&load=day"), Some("The load of the rehearsal goes along."));
    let both = along("&kill=a&load=day");
    assert_eq!(both, Some("What fails in the rehearsal and its load go along."));
}

#[test]
fn a_load_that_means_nothing_is_refused_whole_with_a_reason() {
    let many: String = (0..61).map(|at| format!("{at}:1,")).collect();
    for (link, told) in [
        ("&load=night", "there is no curve \"night\", but day, flash, ramp"),
        ("&load=", "there is no curve \"\", but day, flash, ramp"),
        (
            "&load=flash&cpu=0",
            "CPU of a request: wanted is a number from 0.1 to 60000 ms, not \"0\"",
        ),
        ("&load=flash&cpu=%3Cscript%3E", "CPU of a request: wanted is a number"),
        ("&load=flash&peak=1e9", "Highest point: wanted is a whole number from 1 to 1000000"),
        ("&load=flash&load=day", "load stands in it twice"),
        ("&load=flash&cpu=5&cpu=6", "cpu stands in it twice"),
        ("&load=0:1", "the points of a curve come one after the other"),
        ("&load=9:1,3:1", "the points of a curve come one after the other"),
        ("&load=0:1,99999999:1", "the points of a curve come one after the other"),
        ("&load=0:1,9:-1", "a point is seconds and requests a second, as 300:12.5, not \"9:-1\""),
        ("&load=0:1,9:inf", "a point is seconds and requests a second"),
        (&format!("&load={many}"), "a curve that is drawn has at most 60 points"),
        (&format!("&load={}", "x".repeat(9999)), "there is no curve \"xxxxxxxx"),
    ] {
        let error = load_from_link(&format!("#1.abc{link}")).unwrap_err();
        assert!(error.starts_with(told), "{link}: {error}");
        assert!(error.len() < 200, "{error}");
    }
}
