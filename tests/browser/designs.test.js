// Several designs in one browser, by mouse and by keyboard.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "./measures.js";
import { DesignsDialog } from "./pages/designs.js";
import { EditorPage } from "./pages/editor.js";
import { launch, visit } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const isOpen = (page, name) => page.getByRole("heading", { name: `Presswright: ${name}`, exact: true }).waitFor();

describe("several designs", () => {
  test("a preset and a file begin new ones, and each is there again", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      await editor.preset("small");
      await isOpen(page, "small");
      assert.ok(await editor.undo.isDisabled(), "a new design has no history");
      await editor.openFile("mine.yaml", Buffer.from("presswright: 1\nname: from-file # mine\n"));
      await isOpen(page, "from-file");
      await designs.open();
      assert.deepEqual(await designs.names(), ["from-file", "small", "blog"]);
      assert.equal(await designs.of("from-file").getAttribute("aria-current"), "true");
      await designs.list.getByText("4 machines, 3 etcd, 3 Percona, 4 to 5 WordPress, NFS").waitFor();
      await designs.of("blog").click();
      await isOpen(page, "blog");
      assert.equal(await editor.thing("wordpress").count(), 4);
      await editor.undo.click();
      await page.waitForFunction(() => document.querySelectorAll('[aria-label^="wordpress"]').length < 4);
      await page.reload();
      await isOpen(page, "blog");
      await designs.open();
      await designs.of("from-file").click();
      await isOpen(page, "from-file");
      assert.equal(await editor.design(), "presswright: 1\nname: from-file # mine\n");
    }));

  test("one is duplicated and the copy changed alone", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await editor.preset("small");
      await designs.open();
      await designs.dialog.getByRole("button", { name: "Duplicate small" }).click();
      await designs.of("small-2").waitFor();
      await designs.dialog.getByRole("button", { name: "Duplicate small", exact: true }).click();
      await designs.of("small-3").waitFor();
      await designs.of("small-2").click();
      await isOpen(page, "small-2");
      assert.match(await editor.design(), /^name: small-2$/m);
      await designs.open();
      await designs.dialog.getByRole("button", { name: "Rename" }).click();
      const name = editor.settings.getByRole("textbox", { name: "Name", exact: true });
      await name.waitFor();
      await page.waitForFunction(() => document.activeElement?.id === "field-name");
      await name.fill("renamed");
      await name.press("Tab");
      await isOpen(page, "renamed");
      await designs.open();
      assert.deepEqual((await designs.names()).sort(), ["renamed", "small", "small-3"]);
    }));

  test("one is deleted, open or not, and comes back with its history", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await editor.preset("small");
      await isOpen(page, "small");
      await editor.preset("lab");
      await isOpen(page, "blog");
      await page.getByRole("button", { name: "More replicas of WordPress" }).click();
      await editor.thing("wordpress").nth(3).waitFor();
      await designs.open();
      await designs.dialog.getByRole("button", { name: "Delete small" }).click();
      await designs.dialog.getByRole("status").getByText("small is deleted.").waitFor();
      await designs.of("small").waitFor({ state: "detached" });
      // The focus is on the way back.
      await page.waitForFunction(() => document.activeElement?.textContent === "Undo");
      await page.keyboard.press("Enter");
      await designs.of("small").waitFor();
      await designs.dialog.getByRole("button", { name: "Delete blog" }).click();
      await designs.of("blog").waitFor({ state: "detached" });
      await isOpen(page, "small");
      await designs.dialog.getByRole("button", { name: "Undo" }).click();
      await isOpen(page, "blog");
      await page.keyboard.press("Escape");
      assert.equal(await editor.thing("wordpress").count(), 4);
      await editor.undo.click();
      await page.waitForFunction(() => document.querySelectorAll('[aria-label^="wordpress"]').length < 4);
    }));

  test("the last one is deleted, and there is a design all the same", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await editor.preset("small");
      await designs.open();
      await designs.dialog.getByRole("button", { name: "Delete small" }).click();
      await isOpen(page, "blog");
    }));

  test("by keyboard alone, and the focus comes back", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await editor.preset("small");
      const button = page.getByRole("heading", { name: /^Presswright:/ }).getByRole("button");
      await button.focus();
      await page.keyboard.press("Enter");
      await designs.list.waitFor();
      const focused = () => page.evaluate(() => document.activeElement.textContent);
      for (let step = 0; step < 12 && !(await focused()).startsWith("cloud"); step += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await isOpen(page, "cloud");
      assert.equal(await focused().then((text) => text.trim()), "cloud", "the focus is lost");
    }));

  test("one that another tab deletes is said, and can be kept", () =>
    visit(browser, async (page) => {
      const editor = new EditorPage(page);
      const designs = new DesignsDialog(page);
      await editor.ready();
      await editor.preset("small");
      await isOpen(page, "small");
      const two = await page.context().newPage();
      await two.goto(page.url());
      await isOpen(two, "small");
      await designs.open();
      await designs.dialog.getByRole("button", { name: "Delete small" }).click();
      const alert = two.getByRole("alert").filter({ hasText: "small was deleted in another tab" });
      await alert.getByRole("button", { name: "Keep it" }).click();
      await alert.waitFor({ state: "detached" });
      await two.reload();
      await isOpen(two, "small");
    }));
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
    test(`axe-core finds nothing in it: ${colorScheme}, ${viewport.width} px`, () =>
      visit(
        browser,
        async (page) => {
          const editor = new EditorPage(page);
          const designs = new DesignsDialog(page);
          await editor.thing("etcd-0").waitFor();
          await designs.begin("small");
          await designs.open();
          await designs.dialog.getByRole("button", { name: "Duplicate small" }).click();
          await designs.of("small-2").waitFor();
          await designs.dialog.getByRole("button", { name: "Delete small-2" }).click();
          await designs.dialog.getByRole("status").getByText(/is deleted/).waitFor();
          assert.deepEqual(await violations(page), []);
          const wide = await designs.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
          assert.equal(wide, 0, "it scrolls sideways");
        },
        { colorScheme, viewport, reducedMotion: "reduce" },
      ));
  }
}
