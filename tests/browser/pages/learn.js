// The course, as a person has it before them.

import { EditorPage } from "./editor.js";

export class Course {
  constructor(page) {
    this.page = page;
    this.editor = new EditorPage(page);
    this.panel = page.getByRole("complementary", { name: "Learn" });
    this.mode = page.getByRole("group", { name: "Mode" }).getByRole("button", { name: "Learn" });
  }

  async open() {
    await this.mode.click();
    await this.panel.getByRole("heading", { name: "Learn" }).waitFor();
  }

  button(name) {
    return this.panel.getByRole("button", { name, exact: true });
  }

  heading(name) {
    return this.panel.getByRole("heading", { name, level: 2 });
  }

  chapter(name) {
    return this.panel.getByRole("button", { name: new RegExp(`^\\d\\. ${name} `) });
  }

  /** A step by its heading, which says when it is done. */
  step(title) {
    return this.panel.getByRole("button", { name: new RegExp(`^${title}( done)?$`) });
  }

  async done(title) {
    await this.button(`${title} done`).waitFor();
  }

  /** Unfolds a step, if it is not. */
  async unfold(title) {
    const step = this.step(title);
    await step.waitFor();
    if ((await step.getAttribute("aria-expanded")) === "false") await step.click();
  }

  /** The field that "Show me" leads to. */
  async field(title) {
    await this.unfold(title);
    await this.button("Show me").click();
    await this.page.waitForFunction(() => document.activeElement?.id.startsWith("field-"));
    return this.page.locator(`[id="${await this.page.evaluate(() => document.activeElement.id)}"]`);
  }

  /** What the list of problems offers for a rule. */
  async fix(code, name) {
    await this.editor.tab("Problems").click();
    const row = this.page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: code }).filter({ hasText: name });
    await row.getByRole("button", { name, exact: true }).first().click();
  }
}
