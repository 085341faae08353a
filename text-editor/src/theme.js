// How it looks: the page's own colours, so that light, dark and forced colours need nothing more.

import { EditorView } from "@codemirror/view";
import { StyleModule } from "style-mod";

/**
 * CodeMirror would put its rules into a <style> element, which a content security policy without
 * 'unsafe-inline' refuses. A sheet that is made by script is none.
 */
export function adoptStyles() {
  if (!("adoptedStyleSheets" in document) || !("replaceSync" in CSSStyleSheet.prototype)) return;
  const sheet = new CSSStyleSheet();
  let mounted = "";
  StyleModule.mount = (_root, modules) => {
    const rules = [modules].flat().map((one) => one.getRules()).join("\n");
    if (rules !== mounted) {
      mounted = rules;
      sheet.replaceSync(rules);
    }
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
}

const underline = (colour) => ({
  backgroundImage: "none",
  paddingBottom: "0",
  textDecoration: `underline wavy var(${colour}) 1px`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
});

const marker = (sign, colour) => ({
  content: "normal",
  "&:before": { content: `"${sign}"`, color: `var(${colour})`, fontSize: ".6875rem", lineHeight: "1.125rem" },
});

export const theme = EditorView.theme({
  // Not its tooltips, which have the classes of the editor too.
  "&.cm-editor": { height: "100%", color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: ".75rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.125rem", overscrollBehavior: "contain" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--ink-3)", borderRight: "1px solid var(--line)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "28px", padding: "0 4px 0 6px" },
  ".cm-foldGutter .cm-gutterElement": { width: "16px", textAlign: "center", cursor: "pointer" },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0", textAlign: "center" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--machine-head)" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-own": { boxShadow: "inset 3px 0 var(--accent)", backgroundColor: "var(--accent-tint)" },
  "&.cm-focused .cm-own.cm-activeLine": { backgroundColor: "var(--accent-tint)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--edge)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--error-tint)" },
  ".cm-foldPlaceholder": { margin: "0 4px", padding: "0 6px", color: "var(--ink-2)", backgroundColor: "var(--machine-head)", border: "1px solid var(--line)" },
  ".cm-specialChar": { color: "var(--error)" },

  ".tok-propertyName": { color: "var(--wordpress)" },
  ".tok-string, .tok-string2": { color: "var(--ok)" },
  ".tok-comment": { color: "var(--ink-3)", fontStyle: "italic" },
  ".tok-punctuation": { color: "var(--ink-2)" },
  ".tok-meta, .tok-keyword, .tok-typeName, .tok-labelName": { color: "var(--storage)" },
  ".tok-number, .tok-bool, .tok-atom": { color: "var(--percona)" },
  ".tok-variableName.tok-definition, .tok-variableName2": { color: "var(--wordpress)" },
  ".tok-heading": { color: "var(--ink)", fontWeight: "700" },
  ".tok-strong": { fontWeight: "700" },
  ".tok-emphasis": { fontStyle: "italic" },
  ".tok-link, .tok-url": { color: "var(--accent)" },

  ".cm-lintRange-error": underline("--error"),
  ".cm-lintRange-warning": underline("--warning"),
  ".cm-lintRange-info, .cm-lintRange-hint": underline("--accent"),
  ".cm-lintRange-active": { backgroundColor: "var(--accent-tint)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--error)" },
  ".cm-lint-marker-error": marker("●", "--error"),
  ".cm-lint-marker-warning": marker("▲", "--warning"),
  ".cm-lint-marker-info": marker("◆", "--accent"),

  ".cm-tooltip": {
    maxWidth: "min(460px, 92vw)",
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--edge)",
    borderRadius: "9px",
    boxShadow: "var(--shadow)",
    font: ".75rem/1.45 var(--sans)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 10px", borderLeft: "3px solid var(--accent)" },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnosticText": { display: "block" },
  ".cm-hint": { color: "var(--ink-2)" },
  ".cm-diagnosticAction": {
    display: "inline-block",
    minHeight: "26px",
    margin: "6px 8px 0 0",
    padding: "2px 8px",
    font: "600 .75rem var(--sans)",
    color: "var(--ink)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--edge)",
    borderRadius: "7px",
    cursor: "pointer",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": {
    overflow: "visible",
    "& > ul": { fontFamily: "var(--mono)", maxHeight: "11em", minWidth: "240px", borderRadius: "9px" },
    "& > ul > li": { display: "flex", gap: "16px", justifyContent: "space-between", padding: "3px 10px", lineHeight: "1.125rem" },
    "& > ul > li[aria-selected]": { color: "var(--on-accent)", backgroundColor: "var(--accent)" },
  },
  ".cm-completionMatchedText": { fontWeight: "700", textDecoration: "none" },
  ".cm-completionDetail": { margin: "0", color: "var(--ink-2)", font: ".75rem/1.125rem var(--sans)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 10px", width: "max-content", maxWidth: "min(280px, 80vw)" },

  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--bg)", fontFamily: "var(--sans)", zIndex: "2" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    gap: "4px 8px",
    alignItems: "center",
    padding: "6px 36px 6px 10px",
    "& input, & button, & label": { margin: "0" },
    "& input[type=text]": { width: "auto", flex: "0 1 180px" },
    "& br": { flexBasis: "100%", height: "0" },
    "& label": { display: "inline-flex", gap: "4px", alignItems: "center", fontSize: ".75rem" },
    "& [name=close]": { position: "absolute", top: "6px", right: "8px", width: "26px", height: "26px", color: "var(--ink)", fontSize: "1.125rem", cursor: "pointer" },
  },
  ".cm-textfield": { fontSize: ".75rem", color: "var(--ink)", backgroundColor: "var(--panel)", border: "1px solid var(--edge)", borderRadius: "7px" },
  ".cm-button": { minHeight: "26px", padding: "2px 8px", font: "500 .75rem var(--sans)", color: "var(--ink)", background: "var(--panel)", border: "1px solid var(--edge)", borderRadius: "7px" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-tint)", outline: "1px solid var(--warning)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-tint)", outline: "2px solid var(--accent)" },

  "@media (forced-colors: active)": {
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "HighlightText", backgroundColor: "Highlight", forcedColorAdjust: "none" },
    ".cm-own": { borderLeft: "3px solid Highlight" },
    ".cm-searchMatch-selected": { outline: "2px solid Highlight" },
  },
});
