// Saved back to the file that it came from, where the browser can.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { violations } from "./measures.js";
import { DesignsDialog } from "./pages/designs.js";
import { EditorPage } from "./pages/editor.js";
import { Files } from "./pages/files.js";
import { launch, open, visit } from "./page.js";

const OURS = "presswright: 1\nname: on-disk # by hand\n";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();

async function withFile(test) {
  await visit(browser, async (page) => {
    const editor = new EditorPage(page);
    const files = new Files(page);
    await editor.ready();
    await files.write("ours.yaml", OURS);
    await files.open("ours.yaml");
    await isOpen(page, "on-disk");
    await test(page, editor, files);
  });
}

const changed = OURS.replace("by hand", "by this page");

describe("a file", () => {
  test("that was opened is saved back by Ctrl+S, in the text too, and the bar says so", () =>
    withFile(async (page, editor, files) => {
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      await editor.write(changed);
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      assert.equal(await files.read("ours.yaml"), OURS, "nothing is written before it is asked for");
      await page.keyboard.press("Control+s");
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      assert.equal(await files.read("ours.yaml"), changed);
      await editor.undo.click();
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
    }));

  test("belongs to its design: another one asks where", () =>
    withFile(async (page, editor, files) => {
      await editor.preset("small");
      await isOpen(page, "small");
      await page.getByText("Saved in this browser", { exact: true }).waitFor();
      await files.choose("new.yaml");
      await page.keyboard.press("Control+s");
      await page.getByText("Saved in new.yaml", { exact: true }).waitFor();
      assert.match(await files.read("new.yaml"), /^name: small$/m);
      assert.equal(await files.read("ours.yaml"), OURS);
    }));

  test("that another program has changed is not overwritten without a question", () =>
    withFile(async (page, editor, files) => {
      const theirs = OURS.replace("by hand", "by another program").replace("on-disk", "theirs");
      await editor.write(changed);
      await files.write("ours.yaml", theirs);
      await page.keyboard.press("Control+s");
      const dialog = page.getByRole("dialog", { name: "Changed on disk" });
      await dialog.getByRole("heading", { name: "ours.yaml was changed on disk" }).waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Open what is there"));
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("Escape");
      assert.equal(await files.read("ours.yaml"), theirs);
      await page.keyboard.press("Control+s");
      await dialog.getByRole("button", { name: "Save this one elsewhere…" }).waitFor();
      await files.choose("mine.yaml");
      await dialog.getByRole("button", { name: "Save this one elsewhere…" }).click();
      await page.getByText("Saved in mine.yaml", { exact: true }).waitFor();
      assert.deepEqual([await files.read("ours.yaml"), await files.read("mine.yaml")], [theirs, changed]);

      await files.write("mine.yaml", theirs);
      await page.keyboard.press("Control+s");
      await dialog.getByRole("button", { name: "Overwrite it with this one" }).click();
      await page.getByRole("status").getByText("Saved in mine.yaml.").waitFor();
      assert.equal(await files.read("mine.yaml"), changed);

      await files.write("mine.yaml", theirs);
      await page.keyboard.press("Control+s");
      await dialog.getByRole("button", { name: "Open what is there as a new design" }).click();
      await isOpen(page, "theirs");
      assert.equal(await editor.design(), theirs);
      await page.getByText("Saved in mine.yaml", { exact: true }).waitFor();
    }));

  test("is remembered over a reload, and over another design in between", () =>
    withFile(async (page, editor, files) => {
      await editor.write(changed);
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      await files.kept("ours.yaml");
      await page.reload();
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      await page.keyboard.press("Control+s");
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      assert.equal(await files.read("ours.yaml"), changed);
      await editor.preset("small");
      await isOpen(page, "small");
      await page.getByText("Saved in this browser", { exact: true }).waitFor();
      const designs = new DesignsDialog(page);
      await designs.open();
      await designs.of("on-disk").click();
      await isOpen(page, "on-disk");
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
    }));

  test("of a design that was not changed is remembered too", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const files = new Files(page);
      await editor.ready();
      await files.choose("first.yaml");
      await page.keyboard.press("Control+s");
      await page.getByText("Saved in first.yaml", { exact: true }).waitFor();
      await files.kept("first.yaml");
      await page.reload();
      await page.getByText("Saved in first.yaml", { exact: true }).waitFor();
    }));

  test("that was changed while the page was closed is not overwritten without a question", () =>
    withFile(async (page, editor, files) => {
      const theirs = OURS.replace("by hand", "by another program").replace("on-disk", "theirs");
      await editor.write(changed);
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      await files.kept("ours.yaml");
      await files.write("ours.yaml", theirs);
      await page.reload();
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      await page.keyboard.press("Control+s");
      const dialog = page.getByRole("dialog", { name: "Changed on disk" });
      await dialog.getByRole("heading", { name: "ours.yaml was changed on disk" }).waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await files.read("ours.yaml"), theirs);
    }));

  test("asks for the right anew after a reload; refused, it says so and offers a download", () =>
    withFile(async (page, editor, files) => {
      await editor.write(changed);
      await files.kept("ours.yaml");
      // A file of the browser's own is always granted: the person's answer is given here in its place.
      await page.addInitScript(() => {
        window.asked = [];
        FileSystemHandle.prototype.requestPermission = async (how) => {
          window.asked.push(how.mode);
          return window.asked.length > 1 ? "granted" : "denied";
        };
      });
      await page.reload();
      await page.getByText("Changed since it was saved in ours.yaml").waitFor();
      assert.deepEqual(await page.evaluate(() => window.asked), [], "nothing is asked before it is needed");
      await page.keyboard.press("Control+s");
      const alert = page.getByRole("alert").filter({ hasText: /ours\.yaml was not saved: the browser was not allowed/ });
      await alert.waitFor();
      assert.deepEqual(await page.evaluate(() => window.asked), ["readwrite"]);
      assert.equal(await files.read("ours.yaml"), OURS);
      const coming = page.waitForEvent("download");
      await alert.getByRole("button", { name: "Download it" }).click();
      assert.equal(await readFile(await (await coming).path(), "utf8"), changed);
      await page.keyboard.press("Control+s");
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      assert.equal(await files.read("ours.yaml"), changed);
    }));

  test("that may not be written, or is gone, is said, and nothing is lost", () =>
    withFile(async (page, editor, files) => {
      await editor.write(changed);
      await page.evaluate(() => (window.refused = true));
      await page.keyboard.press("Control+s");
      await page.getByRole("alert").getByText(/was not allowed to change it/).waitFor();
      assert.equal(await files.read("ours.yaml"), OURS);
      await page.evaluate(() => (window.refused = false));
      await files.remove("ours.yaml");
      await page.keyboard.press("Control+s");
      await page.getByRole("alert").getByText(/is no longer where it was/).waitFor();
      await files.choose("again.yaml");
      await page.keyboard.press("Control+Shift+S");
      await page.getByText("Saved in again.yaml", { exact: true }).waitFor();
      assert.equal(await files.read("again.yaml"), changed);
    }));

  test("that holds no design changes nothing, and a dialog that is closed says nothing", () =>
    withFile(async (page, editor, files) => {
      await files.write("list.yaml", "- a\n");
      await files.open("list.yaml");
      await page.getByRole("alert").getByText(/list.yaml was not opened/).waitFor();
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Close this message" }).click();
      await files.open(null);
      await page.keyboard.press("Control+Shift+S");
      await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
      assert.equal(await page.getByRole("alert").count(), 0);
      assert.equal(await editor.design(), OURS);
    }));

  test("is saved once the part that does it can be fetched", async () => {
    const { page } = await open(browser);
    const editor = new EditorPage(page);
    const files = new Files(page);
    await editor.ready();
    await files.choose("ours.yaml");
    const part = (url) => /\/part-disk-/.test(url.pathname);
    await page.route(part, (route) => route.abort());
    await page.keyboard.press("Control+s");
    await page.getByRole("alert").getByText(/could not be fetched. Nothing is lost/).waitFor();
    await page.unroute(part);
    await page.keyboard.press("Control+s");
    await page.getByText("Saved in ours.yaml", { exact: true }).waitFor();
    assert.equal(await files.read("ours.yaml"), await editor.design());
    await page.context().close();
  });

  test("is downloaded where the browser cannot write back", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      await editor.ready();
      await editor.openFile("ours.yaml", Buffer.from(OURS));
      await isOpen(page, "on-disk");
      const coming = page.waitForEvent("download");
      await page.keyboard.press("Control+s");
      const download = await coming;
      assert.equal(download.suggestedFilename(), "design.yaml");
      assert.equal(await readFile(await download.path(), "utf8"), OURS);
    }));
});
