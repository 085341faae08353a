// The panel of problems, as a person has it before them.

import { visit } from "../page.js";
import { EditorPage } from "./editor.js";

/** Opens the page with the article's design, which has every kind of problem. */
export function withProblems(browser, run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await editor.preset("article-2017");
    const panel = page.getByRole("tabpanel");
    await panel.getByRole("heading", { name: /^Errors/ }).waitFor();
    const all = panel.getByTitle("Show it on the drawing, and its field");
    const why = page.getByRole("region", { name: "Why it matters" });
    await run({ editor, page, panel, all, why });
  }, options);
}
