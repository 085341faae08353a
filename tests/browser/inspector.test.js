// The settings of a thing: what they say, how they are set, and the way back.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "./measures.js";
import { EditorPage } from "./pages/editor.js";
import { launch, visit } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

function withPercona(run, options) {
  return visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.ready();
    await editor.thing("percona-0").click();
    await editor.settings.getByLabel("Replicas", { exact: true }).waitFor();
    await run(editor, page, editor.settings.getByLabel("Replicas", { exact: true }));
  }, options);
}

/** What a screen reader says of a field beside its name. */
const described = (field) => field.evaluate((input) => document.getElementById(input.getAttribute("aria-describedby")).textContent);

describe("a setting", () => {
  test("says what can be given, its default, and what a count costs in machines", () =>
    withPercona(async (editor, page, replicas) => {
      assert.match(await described(replicas), /1 to 9\. Default: 3\./);
      await editor.settings.getByText("3 take 3 machines for one each; 3 are there.").waitFor();
      await replicas.press("ArrowUp");
      await replicas.press("ArrowUp");
      assert.equal(await replicas.inputValue(), "5");
      await editor.settings.getByText("5 need 5 machines for one each; 3 are there.").waitFor();
      await editor.settings.getByText(/PW-P0/).first().waitFor();
    }));

  test("has a way back that names the default, only where it differs, and keeps the focus", () =>
    withPercona(async (editor, page, replicas) => {
      const back = editor.settings.getByRole("button", { name: "Replicas: reset to 3" });
      assert.equal(await back.count(), 0);
      await editor.settings.getByRole("button", { name: "Replicas: one more" }).click();
      assert.equal(await back.textContent().then((text) => text.trim()), "Reset to 3");
      await back.press("Enter");
      await back.waitFor({ state: "detached" });
      assert.equal(await replicas.inputValue(), "3");
      await page.waitForFunction(() => document.activeElement.id === "field-percona.replicas");
    }));

  test("is not fought while it is typed, and Esc takes back what was not yet taken", () =>
    withPercona(async (editor, page, replicas) => {
      await replicas.fill("");
      await page.keyboard.type("9x");
      assert.equal(await replicas.getAttribute("aria-invalid"), "false");
      assert.equal(await replicas.inputValue(), "9x");
      await page.keyboard.press("Escape");
      assert.equal(await replicas.inputValue(), "3");
      await page.keyboard.press("Control+a");
      await page.keyboard.type("77");
      assert.equal(await replicas.getAttribute("aria-invalid"), "false");
      await page.keyboard.press("Tab");
      assert.equal(await replicas.getAttribute("aria-invalid"), "true");
      await editor.settings.getByRole("alert").waitFor();
      await replicas.fill("4");
      await replicas.press("Enter");
      await editor.thing("percona-3").waitFor();
      assert.equal(await replicas.getAttribute("aria-invalid"), "false");
    }));

  test("what it does not take is seen, and stops the export until it is mended or left", () =>
    withPercona(async (editor, page, replicas) => {
      await replicas.fill("77");
      await replicas.press("Tab");
      await editor.settings.getByRole("alert").waitFor();
      const downloads = [];
      page.on("download", (download) => downloads.push(download));
      await editor.exportButton.click();
      await page.getByText(/This field holds what was not taken/).first().waitFor();
      await page.waitForFunction(() => document.activeElement.id === "field-percona.replicas");
      assert.equal(downloads.length, 0);
      await page.keyboard.press("Escape");
      assert.equal(await replicas.inputValue(), "3");
      await editor.download();
      // What is still being typed is taken first.
      const connections = editor.settings.getByLabel("Max connections", { exact: true });
      await connections.fill("120");
      const coming = page.waitForEvent("download");
      await page.keyboard.press("Control+e");
      await coming;
      assert.equal(await page.evaluate(() => document.activeElement.id), "field-percona.max-connections");
      assert.match(await editor.design(), /max-connections: 120/);
    }));

  test("undo in a field is the field's while something is typed, and then the design's", () =>
    withPercona(async (editor, page, replicas) => {
      await replicas.fill("4");
      await replicas.press("Enter");
      await editor.thing("percona-3").waitFor();
      await replicas.press("Control+z");
      await editor.thing("percona-3").waitFor({ state: "detached" });
      assert.equal(await replicas.inputValue(), "3");
      await replicas.press("Control+Shift+z");
      await editor.thing("percona-3").waitFor();
      assert.equal(await replicas.inputValue(), "4");
      await page.keyboard.press("End");
      await page.keyboard.type("5");
      await replicas.press("Control+z");
      assert.equal(await replicas.inputValue(), "4");
      await editor.thing("percona-3").waitFor();
    }));

  test("has the rule that speaks of it one press away, and its finding with the fix beside it", () =>
    withPercona(async (editor, page, replicas) => {
      await editor.settings.getByRole("button", { name: "Replicas: rule PW-P02" }).click();
      const rule = editor.settings.getByRole("heading", { name: /^PW-P02/ });
      await rule.waitFor();
      await page.keyboard.press("Escape");
      await rule.waitFor({ state: "detached" });
      await replicas.fill("4");
      await replicas.press("Enter");
      const finding = editor.settings.locator(".field", { has: page.getByLabel("Replicas", { exact: true }) }).locator(".finding").filter({ hasText: "PW-P03" });
      await finding.getByRole("button").first().click();
      await finding.waitFor({ state: "detached" });
      assert.ok(await replicas.evaluate((field) => field === document.activeElement), "the focus is in the field that was mended");
      await page.getByRole("button", { name: "Undo" }).click();
      await finding.waitFor();
    }));
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing in the settings, ${colorScheme}`, () =>
    withPercona(async (editor, page, replicas) => {
      await replicas.fill("4");
      await replicas.press("Enter");
      for (const thing of ["percona-0", "etcd-0"]) {
        await editor.thing(thing).first().click();
        assert.deepEqual(await violations(page), [], thing);
      }
    }, { colorScheme, reducedMotion: "reduce" }));
}
