//! What comes of something is said once it rests, when it is another.

use crate::state::Page;
use leptos::prelude::*;
use std::time::Duration;

/// How long a result rests before it is said: while something is dragged there are many.
const REST: Duration = Duration::from_millis(500);

/// Says the sentence, at first behind that name.
pub fn tell_rested(page: Page, name: &'static str, sentence: Memo<Option<String>>) {
    let said = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let Some(now) = sentence.get() else { return };
        let first = said.with_value(Option::is_none);
        if first {
            said.set_value(Some(now.clone()));
            return page.say(format!("{name}. {now}"));
        }
        set_timeout(
            move || {
                let rests = sentence.try_get_untracked().flatten().as_ref() == Some(&now);
                let told = said.try_with_value(|said| said.as_ref() == Some(&now)) != Some(false);
                if rests && !told {
                    said.set_value(Some(now.clone()));
                    page.say(now.clone());
                }
            },
            REST,
        );
    });
}
