// Rehearse, as a person has it before them.

import { execFileSync } from "node:child_process";
import { wanted } from "../page.js";

export class Rehearsal {
  constructor(editor) {
    this.editor = editor;
    this.page = editor.page;
    this.modes = this.page.getByRole("group", { name: "Mode" });
    this.card = this.page.getByRole("region", { name: "What becomes of the site", exact: true });
    this.told = this.card.locator(".told");
    this.panel = this.page.getByRole("tabpanel", { name: "Rehearse" });
    this.faults = this.editor.settings.getByRole("group", { name: "Let it fail" });
  }

  mode(name) {
    return this.modes.getByRole("button", { name, exact: true });
  }

  async enter() {
    await this.mode("Rehearse").click();
    await this.sentence(/^Nothing has failed: the site goes on\./);
  }

  async leave() {
    await this.mode("Design").click();
    await this.card.waitFor({ state: "detached" });
  }

  /** Waits until the sentence is so, and gives it. */
  async sentence(expected) {
    await this.told.filter({ hasText: expected }).waitFor();
    return this.told.textContent();
  }

  /** Presses the head of a machine. */
  machine(name) {
    return this.editor.thing(`Machine ${name}`).click({ position: { x: 60, y: 16 } });
  }
}

/** What the command line says of the same faults. */
export function simulated(design, flags) {
  const asked = ["simulate", "failure", "-", "--format", "json", ...flags];
  const options = { input: design, stdio: ["pipe", "pipe", "pipe"] };
  return JSON.parse(execFileSync(wanted("PRESSWRIGHT_COMMAND"), asked, options));
}
