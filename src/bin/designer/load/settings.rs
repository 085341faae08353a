//! One setting: a number with its unit, its range and what it is by itself.

use super::State;
use crate::bar::target;
use crate::icons;
use crate::live::live_option;
use crate::problems::focus;
use leptos::prelude::*;
use presswright::simulate::load::settings::Setting;

pub fn field(state: State, setting: Setting) -> AnyView {
    let refused = RwSignal::new(None::<String>);
    let value = Memo::new(move |_| state.loading.with(|loading| loading.value(setting)));
    let own = format!("load-{}", setting.flag());
    let about = format!("about-{own}");
    let set = move |value: f64| {
        refused.set(None);
        state.loading.update(|loading| *loading = loading.with(setting, value));
    };
    let typed = move |event: web_sys::Event| {
        let Some(input) = target::<web_sys::HtmlInputElement>(&event) else { return };
        match setting.read(&input.value()) {
            Ok(value) => set(value),
            Err(error) => refused.set(Some(format!("{error}."))),
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            "Escape" => {
                // What was typed and not taken is left.
                if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
                    input.set_value(&value.get_untracked().to_string());
                    refused.set(None);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        set(setting.within(value.get_untracked() + by));
    };
    let default = setting.default();
    let reset = move || {
        let same = (value.get() - default).abs() < 1e-9;
        (!same).then(|| {
            view! {
                <button
                    class="link reset"
                    aria-label=format!("{}: reset to {default}", setting.name())
                    on:click=move |_| {
                        set(default);
                        // The button goes with what it resets.
                        focus(&format!("load-{}", setting.flag()));
                    }
                >{icons::icon(icons::RESET)} {format!("Reset to {default}")}</button>
            }
        })
    };
    let invalid = move || refused.with(|refused| refused.is_some().to_string());
    view! {
        <div class="set">
            <label for=own.clone()>{setting.name()}</label>
            <span class="amount">
                <input
                    id=own type="text" inputmode="decimal" autocomplete="off" class="mono"
                    aria-describedby=about.clone() aria-invalid=invalid
                    prop:value=move || value.get().to_string()
                    on:change=typed on:keydown=key
                />
                <span class="unit">{setting.unit()}</span>
            </span>
            <p class="about" id=about>
                {setting.about()} " " <span class="bounds">{format!("By itself {default}; {}.", setting.bounds())}</span>
            </p>
            {live_option(reset)}
            {live_option(move || refused.get().map(|text| view! { <p class="refusal" role="alert">{text}</p> }))}
        </div>
    }
    .into_any()
}
