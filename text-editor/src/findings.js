// What is wrong, at its place: message, hint, and what mends it.

import { forEachDiagnostic, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";

/** The page's findings as CodeMirror's. */
export function diagnosticsOf(findings, length, page) {
  return findings.map(([from, to, severity, message, hint, actions], index) => ({
    from: Math.min(from, length),
    to: Math.min(to, length),
    severity,
    message: hint ? `${message} ${hint}` : message,
    renderMessage() {
      const text = document.createElement("span");
      text.append(message);
      if (hint) {
        const more = document.createElement("span");
        more.className = "cm-hint";
        more.append(" ", hint);
        text.append(more);
      }
      return text;
    },
    actions: actions.map((name, action) => ({ name, apply: () => page.act(index, action) })),
  }));
}

/** To the next and the one before, mend what is here, and the list of all. */
export function findingKeymap(page) {
  return [
    { key: "F8", run: (view) => nextDiagnostic(view) && heard(view), shift: (view) => previousDiagnostic(view) && heard(view), preventDefault: true },
    { key: "Mod-.", run: mend, preventDefault: true },
    { key: "Mod-i", run: explain, preventDefault: true },
    {
      key: "Mod-Shift-m",
      preventDefault: true,
      run() {
        page.problems();
        return true;
      },
    },
  ];
}

/** What stands where the cursor is, the innermost first. */
function here(state) {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const found = [];
  forEachDiagnostic(state, (one, from, to) => {
    if (from <= line.to && to >= line.from) found.push({ one, from, to, inside: from <= head && head <= to });
  });
  return found.sort((a, b) => b.inside - a.inside || a.to - a.from - (b.to - b.from)).map(({ one }) => one);
}

/** Tells who does not see it what is wrong here. */
function heard(view) {
  const [first] = here(view.state);
  if (first) {
    const mending = (first.actions?.length ? ` Control period: ${first.actions[0].name}.` : "") + (explains(first) ? " Control I: why." : "");
    view.dispatch({ effects: EditorView.announce.of(`${first.severity}: ${first.message}${mending}`) });
  }
  return true;
}

function mend(view) {
  const mendable = here(view.state).find((one) => one.actions?.length);
  mendable?.actions[0].apply(view, 0, 0);
  return true;
}

/** What says why it matters, which comes last. */
const explains = ({ actions }) => actions?.find(({ name }) => name === "Why");

function explain(view) {
  const [why] = here(view.state).map(explains).filter(Boolean);
  why?.apply(view, 0, 0);
  return true;
}
