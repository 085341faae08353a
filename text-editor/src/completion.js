// What can be written at the cursor. The page says what; here it is shown.

import { insertCompletionText, pickedCompletion, startCompletion } from "@codemirror/autocomplete";

/** A source that asks the page: `complete(at)` gives from, to and offers, or null. */
export function completions(page) {
  return (context) => {
    const found = page.complete(context.pos);
    if (!found) return null;
    const [from, to, offers] = found;
    const word = context.state.sliceDoc(from, to);
    if (!context.explicit) {
      // Unasked, but for a word that has begun or a value that is due; and never over one that is
      // complete, or Enter would not begin a line.
      if (word === "" && !/[:-] $/.test(context.state.sliceDoc(context.pos - 2, context.pos))) return null;
      if (offers.some(([, insert]) => insert === word)) return null;
    }
    return { from, to, options: offers.map(option) };
  };
}

function option([label, insert, detail, help], index) {
  return {
    label,
    detail: detail || undefined,
    info: help || undefined,
    boost: Math.max(-99, -index),
    apply(view, completion, from, to) {
      view.dispatch({
        ...insertCompletionText(view.state, insert, from, to),
        annotations: pickedCompletion.of(completion),
      });
      // Behind a key comes its value.
      if (/[:-] $|\n +$/.test(insert)) startCompletion(view);
    },
  };
}
