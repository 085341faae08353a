//! Signs, as SVG path data in a field of 24 by 24, drawn with a stroke.

use super::Lane;

/// A machine.
pub const MACHINE: &str = "M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01";
/// A replica of the database.
pub const DATABASE: &str =
    "M5 6c0-1.7 14-1.7 14 0v12c0 1.7-14 1.7-14 0zM5 6c0 1.7 14 1.7 14 0M5 12c0 1.7 14 1.7 14 0";
/// An export, a folder.
pub const FOLDER: &str = "M3 6h6l2 2h10v11H3z";
/// A member of etcd.
pub const MEMBER: &str = "M12 3l8 4.5v9L12 21l-8-4.5v-9z";
/// Visitors, the way in.
pub const VISITORS: &str =
    "M12 3a9 9 0 100 18 9 9 0 000-18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18";
/// WordPress.
pub const PEN: &str = "M4 20l4-1L20 7l-3-3L5 16z";
/// A proxy: one line in, several out.
pub const PROXY: &str = "M3 12h6M9 12l6-6h6M9 12h12M9 12l6 6h6";
/// What a person fixed.
pub const PIN: &str = "M8 4l12 12-5 1-3 5-5-5-5 5 5-5-5-5 5-3z";

/// The sign of a lane's pods.
pub const fn of_lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Wordpress => PEN,
        Lane::Percona => DATABASE,
        Lane::Etcd => MEMBER,
    }
}
