// Deploy in Rehearse, as a person has it before them.

import { execFileSync } from "node:child_process";
import { wanted } from "../page.js";
import { Rehearsed } from "./rehearsed.js";

export class Deploy extends Rehearsed {
  constructor(rehearsal) {
    super(rehearsal, "Deploy", "How the start ends", /with seed \d+/);
    this.now = this.card.locator(".now");
    this.clock = this.card.locator(".clock b");
    this.speed = this.card.getByRole("combobox", { name: "Speed" });
    this.play = this.card.getByRole("button", { name: "Play", exact: true });
    this.pause = this.card.getByRole("button", { name: "Pause", exact: true });
    this.next = this.card.getByRole("button", { name: "Next event" });
    this.previous = this.card.getByRole("button", { name: "Previous event" });
    this.log = this.panel.getByRole("region", { name: "What happens" });
    this.current = this.log.locator("[aria-current]");
    this.waits = this.panel.getByRole("list", { name: "What waits for what" });
    this.breaks = this.panel.getByRole("list", { name: "What breaks" });
    this.what = this.panel.getByRole("combobox", { name: "Fault" });
    this.seed = this.panel.getByRole("textbox", { name: "Seed" });
  }

  /** A moment of the log, by some of its words. */
  moment(words) {
    return this.log.getByRole("button").filter({ hasText: words });
  }

  /** Goes to a moment of the log by the mouse. */
  async go(words) {
    await this.moment(words).first().click();
    await this.current.filter({ hasText: words }).waitFor();
  }

  /** Something breaks at the moment that is looked at. */
  async breakIt(words) {
    await this.what.selectOption(words);
    await this.panel.getByRole("button", { name: /^Break it at \d/ }).click();
  }

  async setSeed(seed) {
    await this.seed.fill(String(seed));
    await this.seed.press("Enter");
  }
}

/** What the command line says of the same start: its sentence, its lines, and all that it knows. */
export function deployed(design, flags = []) {
  const asked = ["simulate", "deploy", "-", ...flags];
  const options = { input: design, stdio: ["pipe", "pipe", "pipe"], maxBuffer: 64 << 20 };
  const run = (more) => execFileSync(wanted("PRESSWRIGHT_COMMAND"), [...asked, ...more], options).toString();
  const lines = run([]).split("\n");
  const sentence = lines.find((line) => /^(Deployed after|Two clusters|Not deployed)/.test(line));
  return { sentence, lines, ...JSON.parse(run(["--format", "json"])) };
}
