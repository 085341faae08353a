// The page as a person has it before them: things by their roles and names.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** All of a text, as it is copied: the editor draws only the lines that are in sight. */
export async function copied(text) {
  await text.press("Control+a");
  return text.evaluate((element) => {
    const clipboardData = new DataTransfer();
    element.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
  });
}

async function paste(into, text) {
  await into.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

export class EditorPage {
  constructor(page) {
    this.page = page;
    this.canvas = page.getByRole("main", { name: "Canvas" });
    this.settings = page.getByRole("complementary", { name: "Settings" });
    this.exportButton = page.getByRole("button", { name: "Export", exact: true });
    this.undo = page.getByRole("button", { name: "Undo" });
    this.redo = page.getByRole("button", { name: "Redo" });
    this.said = page.locator("p.heard");
    this.text = page.getByRole("textbox", { name: "design.yaml" });
  }

  /** A thing of the drawing whose name begins so: "etcd-0", "Machine node-2". */
  thing(beginning) {
    return this.canvas.getByRole("button", { name: new RegExp(`^${beginning}\\b`) });
  }

  async ready() {
    await this.thing("NFS export").first().waitFor();
    await this.page.getByText(/The bundle can be exported: \d+ files, \d+ objects\./).waitFor();
  }

  tab(name) {
    return this.page.getByRole("tab", { name: new RegExp(`^${name}`) });
  }

  /** Text of design.yaml, as the page has it now. */
  async design() {
    await this.tab("design.yaml").click();
    return copied(this.text);
  }

  /** Puts another text in place of the whole. */
  async write(text) {
    await this.tab("design.yaml").click();
    await this.text.press("Control+a");
    await paste(this.text, text);
  }

  async middleOf(locator) {
    const box = await locator.boundingBox();
    assert.ok(box, `${locator} is not on the page`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Presses on one thing and moves to the head of a machine, without letting go. */
  async take(thing, machine) {
    const from = await this.middleOf(this.thing(thing));
    const box = await this.thing(`Machine ${machine}`).boundingBox();
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 12, from.y - 8);
    await mouse.move(box.x + 40, box.y + 20, { steps: 6 });
  }

  async drag(thing, machine) {
    await this.take(thing, machine);
    await this.page.mouse.up();
  }

  /** Exports, and gives the name and bytes of the file. */
  async download() {
    const coming = this.page.waitForEvent("download");
    await this.exportButton.click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** Opens a design of a hundred machines, with more lines where they are given, and gives its text. */
  async openMany(...more) {
    const node = (index) => `  - {name: node-${index}, role: worker, address: 10.20.0.${index + 10}}`;
    const design = [
      "presswright: 1",
      "name: many",
      'cluster: {kind: existing, kubernetes: "1.36"}',
      "machines:",
      "  - {name: control, role: control-plane, address: 10.20.0.10}",
      ...Array.from({ length: 99 }, (_, index) => node(index + 1)),
      "nfs: {machine: control}",
      "etcd: {members: [{machine: node-1}, {machine: node-2}, {machine: node-3}]}",
      ...more,
      "",
    ].join("\n");
    await this.openFile("design.yaml", Buffer.from(design));
    await this.page.getByRole("heading", { name: "Presswright: many" }).waitFor();
    return design;
  }

  async openFile(name, buffer) {
    // As in a browser that cannot write back: a test cannot answer the system's own dialog, see disk.test.js.
    await this.page.evaluate(() => {
      for (const of of [window, Window.prototype]) {
        delete of.showOpenFilePicker;
        delete of.showSaveFilePicker;
      }
    });
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Open", exact: true }).click();
    await (await chooser).setFiles({ name, mimeType: "application/octet-stream", buffer });
  }

  async preset(name) {
    await this.page.getByRole("button", { name: "Presets" }).click();
    await this.page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  }
}
