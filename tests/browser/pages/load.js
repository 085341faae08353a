// Load in Rehearse, as a person has it before them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wanted } from "../page.js";
import { Rehearsed } from "./rehearsed.js";

export class Load extends Rehearsed {
  constructor(rehearsal) {
    super(rehearsal, "Load", "What becomes of the site under the load", /requests come/);
    this.curve = this.panel.getByRole("combobox", { name: "Curve" });
    this.sheet = this.panel.getByRole("group", { name: "The curve, drawn by hand" });
    this.points = this.sheet.getByRole("button", { name: /^Point \d+ of \d+: / });
    this.held = this.panel.getByRole("list", { name: "What holds the site back" });
    this.values = this.panel.locator(".values");
  }

  setting(name) {
    return this.panel.getByRole("textbox", { name, exact: true });
  }

  point(number) {
    return this.sheet.getByRole("button", { name: new RegExp(`^Point ${number} of `) });
  }

  plot(title) {
    return this.panel.getByRole("figure").filter({ hasText: title });
  }

  /** The lines of a plot, as they are drawn: of now, and those of before. */
  async lines(title) {
    const of = (selector) => this.plot(title).locator(`.field svg path:is(.thin, .thick, .hatched)${selector}`);
    const drawn = (locator) => locator.evaluateAll((paths) => paths.map((path) => path.getAttribute("d")));
    return { now: await drawn(of(":not(.area, .was)")), before: await drawn(of(".was")) };
  }

  /** Opens the table behind a plot, and gives its rows. */
  async table(title) {
    await this.plot(title).locator("summary").click();
    const table = this.plot(title).getByRole("table");
    await table.waitFor();
    return table.locator("tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  }
}

/** What the command line says of the same load: its sentence, and all that it knows. */
export function loaded(design, flags = [], points) {
  const folder = mkdtempSync(join(tmpdir(), "presswright-"));
  try {
    const file = join(folder, "curve");
    if (points) writeFileSync(file, points.map(([second, rate]) => `${second} ${rate}\n`).join(""));
    const asked = ["simulate", "load", "-", ...(points ? ["--curve", file] : []), ...flags];
    const options = { input: design, stdio: ["pipe", "pipe", "pipe"], maxBuffer: 64 << 20 };
    const run = (more) => execFileSync(wanted("PRESSWRIGHT_COMMAND"), [...asked, ...more], options).toString();
    const sentence = run([]).split("\n").find((line) => /requests come/.test(line));
    return { sentence, ...JSON.parse(run(["--format", "json"])).courses[0] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
