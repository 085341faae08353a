// What is dropped on the page, anywhere: a design, a bundle as zip or folder, and what is none.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EditorPage } from "./pages/editor.js";
import { launch, visit, wanted } from "./page.js";

const OURS = "presswright: 1\nname: dropped # by hand\n";

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "presswright-"));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();

function written(name, content) {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** The bundle of a design, as a folder or a zip. */
function bundle(name, text) {
  const path = join(folder, name);
  execFileSync(wanted("PRESSWRIGHT_COMMAND"), ["generate", "-", "-o", path], { input: text, stdio: ["pipe", "pipe", "pipe"] });
  return path;
}

/** Drags files of this machine over a thing and lets them go there, as a file manager does. */
async function drop(page, over, files, letGo = true) {
  const box = await over.boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", ...(letGo ? ["drop"] : [])]) {
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  }
}

const preset = (name) => execFileSync(wanted("PRESSWRIGHT_COMMAND"), ["new", name], { encoding: "utf8" });

for (const [where, over] of [
  ["the bar", (editor) => editor.page.getByRole("banner")],
  ["the drawing", (editor) => editor.canvas],
  ["the settings", (editor) => editor.settings],
  ["the text editor", (editor) => editor.text],
  ["a dialog", (editor) => editor.page.getByRole("dialog", { name: "Share" })],
]) {
  test(`a design.yaml on ${where} opens as a new design`, () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      if (where === "the text editor") await editor.design();
      if (where === "a dialog") {
        await page.getByRole("button", { name: "Share", exact: true }).click();
        await page.getByRole("textbox", { name: "Link to the design" }).waitFor();
      }
      await drop(page, over(editor), [written("design.yaml", OURS)]);
      await isOpen(page, "dropped");
      if (where === "a dialog") await page.keyboard.press("Escape");
      assert.equal(await editor.design(), OURS);
    }));
}

test("a bundle's zip, its folder and a folder around that open as they were", () =>
  visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    for (const name of ["one.zip", "two", "around/three"]) {
      const text = preset("cloud").replace(/^name: .*$/m, `name: from-${name.split(/[./]/).at(-1) === "zip" ? "zip" : name.split("/").at(-1)} # kept`);
      mkdirSync(join(folder, "around"), { recursive: true });
      const path = bundle(name, text);
      await drop(page, editor.canvas, [name.startsWith("around") ? join(folder, "around") : path]);
      await isOpen(page, /name: (\S+)/.exec(text)[1]);
      assert.equal(await editor.design(), text);
    }
  }));

test("what is dragged is expected, until it leaves", () =>
  visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    const said = () => page.evaluate(() => getComputedStyle(document.body, "::after").content);
    assert.equal(await said(), "none");
    await drop(page, editor.canvas, [written("design.yaml", OURS)], false);
    assert.match(await said(), /open it as a new design/);
    // Headless, nothing tells the page that a drag has left its window.
    await page.evaluate(() => document.body.dispatchEvent(new DragEvent("dragleave", { bubbles: true })));
    await page.waitForFunction(() => getComputedStyle(document.body, "::after").content === "none");
  }));

test("what holds no design is said and changes nothing", () =>
  visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    const before = await editor.design();
    mkdirSync(join(folder, "empty"), { recursive: true });
    written("two-designs/a/design.yaml", OURS);
    written("two-designs/b/design.yaml", OURS);
    written("deep/a/b/design.yaml", OURS);
    const cases = [
      [[join(folder, "empty")], /The folder was not opened: there is no design.yaml in it/],
      [[join(folder, "deep")], /The folder was not opened: there is no design.yaml in it/],
      [[join(folder, "two-designs")], /The folder was not opened: there are 2 designs in it/],
      [[written("photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0]))], /photo.jpg was not opened: it is no design.yaml/],
      [[written("list.yaml", "- a\n")], /list.yaml was not opened/],
      [[written("a.txt", "a"), written("b.txt", "b")], /What was dropped was not opened/],
      [[written("huge.yaml", Buffer.alloc(65 << 20))], /larger than 64 MiB/],
    ];
    for (const [files, said] of cases) {
      await drop(page, editor.canvas, files);
      await page.getByRole("alert").filter({ hasText: said }).filter({ hasText: "Nothing was changed." }).waitFor();
      assert.equal(await editor.design(), before);
    }
  }));
