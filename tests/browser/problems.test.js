// Problems: grouped, filtered, gone through by keyboard, mended, and never out of sight.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { violations } from "./measures.js";
import { EditorPage } from "./pages/editor.js";
import { withProblems } from "./pages/problems.js";
import { launch, visit } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const counted = async (locator) => Number(/\d+/.exec(await locator.textContent())[0]);

/** Waits until the problem at that place of the list has the focus. */
const focusOn = (page, place) =>
  page.waitForFunction(
    (place) => [...document.querySelectorAll("[id^=problem-]")].indexOf(document.activeElement) === place,
    place,
  );

describe("problems", () => {
  test("are put together by what a person chooses, and that is kept", () =>
    withProblems(browser, async ({ editor, page, panel, all }) => {
      const headings = () => panel.getByRole("heading", { level: 2 }).allTextContents();
      assert.deepEqual((await headings()).map((text) => text.split(" ")[0]), ["Errors", "Warnings", "Advice"]);
      const before = await all.count();
      await panel.getByLabel("Group by").selectOption("Thing");
      await panel.getByRole("heading", { name: /^Percona/ }).waitFor();
      assert.equal(await all.count(), before);
      await panel.getByRole("button", { name: /^Advice/ }).click();
      await panel.getByText(new RegExp(`^\\d+ of ${before} are shown\\.$`)).waitFor();
      const fewer = await all.count();
      assert.ok(fewer < before);
      await page.reload();
      await panel.getByRole("heading", { name: /^Percona/ }).waitFor();
      assert.equal(await all.count(), fewer);
      assert.equal(await panel.getByRole("button", { name: /^Advice/ }).getAttribute("aria-pressed"), "false");
    }));

  test("are filtered by words", () =>
    withProblems(browser, async ({ panel, all }) => {
      const before = await all.count();
      await panel.getByLabel("Words that stand in a problem").fill("etcd");
      await panel.getByText(/are shown\.$/).waitFor();
      const texts = await panel.getByRole("listitem").allTextContents();
      assert.ok(texts.length > 0 && texts.length < before);
      for (const text of texts) assert.match(text, /etcd/i);
      await panel.getByLabel("Words that stand in a problem").fill("");
      assert.equal(await all.count(), before);
    }));

  test("are one stop of Tab, gone through by arrows, and Enter goes to the field", () =>
    withProblems(browser, async ({ page, panel, all }) => {
      await panel.getByLabel("Words that stand in a problem").focus();
      await page.keyboard.press("Tab");
      await focusOn(page, 0);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await focusOn(page, 2);
      await page.keyboard.press("ArrowUp");
      await focusOn(page, 1);
      const last = (await all.count()) - 1;
      await page.keyboard.press("End");
      await focusOn(page, last);
      await page.keyboard.press("Home");
      await focusOn(page, 0);
      // Only what belongs to this problem is between it and what comes behind the list.
      assert.equal(await panel.locator('.problem button[tabindex="0"]').count(), await panel.locator(".problem").first().getByRole("button").count());
      const message = await all.first().textContent();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => /^(field|on)-/.test(document.activeElement.id));
      const said = await page.getByRole("status").filter({ hasText: /^Problem 1 of/ }).textContent();
      assert.ok(said.includes(message), said);
    }));

  test("go to the field that is to be set", () =>
    withProblems(browser, async ({ page, panel }) => {
      const field = panel.getByRole("listitem").filter({ hasText: "PW-P09" }).first().getByTitle("Show it on the drawing, and its field");
      await field.click();
      await page.waitForFunction(() => document.activeElement.id.startsWith("field-percona"));
    }));

  test("one that is mended gives its place, and the focus, to the next", () =>
    withProblems(browser, async ({ editor, page, panel, all }) => {
      const before = await all.count();
      const row = panel.getByRole("listitem").filter({ has: page.locator(".acts button:nth-child(2)") }).first();
      const code = await row.locator(".code").textContent();
      const message = await row.getByTitle("Show it on the drawing, and its field").textContent();
      await row.getByRole("button").nth(1).press("Enter");
      await panel.getByText(message, { exact: true }).waitFor({ state: "detached" });
      assert.ok((await all.count()) < before, code);
      await page.waitForFunction(() => document.activeElement.id.startsWith("problem-") || document.activeElement.closest(".acts"));
      await editor.undo.click();
      await panel.getByText(message, { exact: true }).waitFor();
    }));

  test("a double press on a fix mends one, and arrows go on from a row's buttons", () =>
    withProblems(browser, async ({ editor, page, panel }) => {
      const row = panel.getByRole("listitem").filter({ has: page.locator(".acts button:nth-child(2)") }).first();
      const fix = row.locator(".acts button").first();
      await fix.focus();
      await page.keyboard.press("ArrowDown");
      await focusOn(page, 1);
      const title = await fix.textContent();
      await fix.dblclick();
      await page.getByRole("status").filter({ hasText: title }).waitFor({ state: "attached" });
      assert.match(await editor.undo.getAttribute("title"), new RegExp(title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
      await editor.undo.click();
      await page.waitForFunction(() => document.querySelector('[aria-label="Undo"]').getAttribute("aria-disabled") === "true");
    }));

  test("that are safe are mended at once", () =>
    withProblems(browser, async ({ page, panel, all }) => {
      const before = await all.count();
      const button = panel.getByRole("button", { name: /^Apply all \d+ safe fixes/ });
      const safe = await counted(button);
      await button.press("Enter");
      await page.waitForFunction((most) => document.querySelectorAll("[id^=problem-]").length <= most, before - safe + 2);
      assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
    }));

  test("are counted in the bar, also when their panel is closed, and opened from there", () =>
    withProblems(browser, async ({ editor, page, all }) => {
      const errors = await counted(page.getByRole("button", { name: /^Errors/ }));
      const count = page.getByRole("button", { name: new RegExp(`^Problems: ${errors} errors, `) });
      assert.equal(await counted(count), await all.count());
      await page.getByRole("button", { name: "Close this panel" }).click();
      await all.first().waitFor({ state: "detached" });
      assert.ok(await count.isVisible());
      await editor.preset("lab");
      await page.getByRole("button", { name: /^Problems: No error/ }).click();
      await page.getByText(/The bundle can be exported/).waitFor();
      assert.match(await page.evaluate(() => document.activeElement.id), /^tab-Problems$/);
    }));
});

test("on a phone one thing is open at a time: the problems, the settings of one, the way to look", () =>
  visit(browser, async (page) => {
    const editor = new EditorPage(page);
    await editor.thing("etcd-0").waitFor();
    const bar = page.getByRole("navigation", { name: "Panels" });
    const pressed = async () => {
      const names = await bar.locator('[aria-pressed="true"]').allTextContents();
      return names.map((name) => name.trim());
    };
    await bar.getByRole("button", { name: /problems$/ }).tap();
    const first = page.locator("[id^=problem-]").first();
    await first.waitFor();
    const { height } = await first.boundingBox();
    assert.ok(height >= 44, `${height}`);
    await first.tap();
    await editor.settings.waitFor();
    assert.deepEqual(await pressed(), ["Settings"]);
    await first.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Rehearse", exact: true }).tap();
    await editor.settings.waitFor({ state: "detached" });
    assert.deepEqual(await pressed(), []);
  }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }));

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing in the problems, ${colorScheme}`, () =>
    withProblems(browser, async ({ page, panel }) => {
      for (const grouping of ["How much it matters", "Thing"]) {
        await panel.getByLabel("Group by").selectOption(grouping);
        await panel.getByRole("button", { name: /^Warnings/ }).click();
        assert.deepEqual(await violations(page), [], grouping);
      }
    }, { colorScheme, reducedMotion: "reduce" }));
}
