//! A link with a design after its `#`. What stands there goes to no server.

use super::word::pack;

/// As many signs as any chat tool keeps: a message of Discord, the shortest of the usual ones
/// (<https://docs.discord.com/developers/resources/message>: "up to 2000 characters"). One of Telegram has
/// 4,096, one of Slack 40,000.
pub const EVERYWHERE: usize = 2_000;

/// The longest link that is made. What handles addresses is told to keep 8,000 bytes (RFC 9110, 4.1);
/// browsers keep far more (Chromium 2 MiB, Firefox 1 MiB), mail programs and chat tools not always.
pub const LONGEST: usize = 8_000;

/// How far a link of some length comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Chat tools, mail and browsers keep it whole.
    Everywhere,
    /// Browsers and mail do, some chat tools cut it.
    MostPlaces,
    /// It would be longer than what is kept whole.
    Nowhere,
}

impl Reach {
    /// Of a link with so many signs.
    pub fn of(signs: usize) -> Reach {
        match signs {
            ..=EVERYWHERE => Reach::Everywhere,
            signs if signs <= LONGEST => Reach::MostPlaces,
            _ => Reach::Nowhere,
        }
    }
}

/// The link that opens a design at the address of a page.
pub fn link(page: &str, text: &str) -> String {
    let page = page.split('#').next().unwrap_or_default();
    format!("{page}#{}", pack(text))
}

/// The word in a link, or in what stands after the `#` of one. What may have come along from the
/// sentence around it is left away.
pub fn word_of(link: &str) -> &str {
    let word = link.split_once('#').map_or(link, |(_, word)| word);
    // Behind it stands what fails in a rehearsal: `editor::rehearsal::to_link`.
    let word = word.split_once('&').map_or(word, |(word, _)| word);
    let belongs = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    let closes = |sign: char| {
        sign.is_whitespace() || (sign.is_ascii_punctuation() && !belongs(sign) && sign != '%')
    };
    word.trim_matches(closes)
}
