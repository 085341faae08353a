// Why a finding matters: its rule's own page, opened where it was asked for.

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

const nameOfFocus = (page) => page.evaluate(() => document.activeElement.textContent);
const noDialog = (page) => page.evaluate(() => document.querySelectorAll("dialog[open]").length);
const codeOf = async (row) => (await row.locator(".code").textContent()).trim();

describe("why a finding matters", () => {
  test("opens below the problem, one at a time, and is in sight", () =>
    withProblems(browser, async ({ page, panel, why }) => {
      const rows = panel.getByRole("listitem");
      const [first, third] = [rows.nth(0), rows.nth(2)];
      const buttons = (row) => row.getByRole("button", { name: "Why", exact: true });
      assert.equal(await buttons(first).getAttribute("aria-expanded"), "false");
      await buttons(first).click();
      await first.getByRole("heading", { level: 3, name: new RegExp(`^${await codeOf(first)}: `) }).waitFor();
      await first.getByRole("heading", { level: 4, name: "Why is this bad?" }).waitFor();
      assert.equal(await noDialog(page), 0);
      assert.equal(await buttons(first).getAttribute("aria-expanded"), "true");
      const [button, region] = [await first.getByRole("button").first().boundingBox(), await why.boundingBox()];
      assert.ok(region.y >= button.y + button.height, "it is not below what it is about");

      await buttons(third).click();
      await third.getByRole("heading", { level: 4, name: "Why is this bad?" }).waitFor();
      assert.equal(await why.count(), 1);
      assert.equal(await buttons(first).getAttribute("aria-expanded"), "false");
      // What it is about is still seen above it.
      await page.waitForTimeout(200);
      const [view, now] = [await panel.boundingBox(), await why.boundingBox()];
      assert.ok(now.y > view.y && now.y < view.y + view.height, JSON.stringify([view, now]));
      await buttons(third).click();
      await why.waitFor({ state: "detached" });
    }));

  test("by keyboard: Enter opens it, Tab goes through it, Esc closes it, and the focus is kept", () =>
    withProblems(browser, async ({ page, panel, why }) => {
      await panel.getByLabel("Words that stand in a problem").focus();
      await page.keyboard.press("Tab");
      for (let step = 0; step < 4 && (await nameOfFocus(page)) !== "Why"; step += 1) await page.keyboard.press("Tab");
      assert.equal(await nameOfFocus(page), "Why");
      await page.keyboard.press("Enter");
      await why.getByRole("heading", { name: "Why is this bad?" }).waitFor();
      await page.getByRole("status").filter({ hasText: /^The page of PW-\w+ is open\. Esc closes it\.$/ }).waitFor();
      assert.equal(await nameOfFocus(page), "Why", "the focus stays on what was pressed");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement.closest("section.why") !== null), "what is in it comes next");
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      assert.equal(await nameOfFocus(page), "Why");
      // And from the button itself.
      await page.keyboard.press("Space");
      await why.waitFor();
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      assert.equal(await nameOfFocus(page), "Why");
    }));

  test("stays open while something else changes, and what is typed anew is said anew", () =>
    withProblems(browser, async ({ editor, page, panel, why }) => {
      const rows = panel.getByRole("listitem");
      const last = rows.last();
      const code = await codeOf(last);
      await last.getByRole("button", { name: "Why", exact: true }).click();
      // The page itself, whose coming is said: before it stands the code alone.
      await why.getByRole("heading", { name: new RegExp(`^${code}: `) }).waitFor();
      await rows.filter({ has: page.locator(".acts button:nth-child(2)") }).first().getByRole("button").nth(1).click();
      await editor.said.filter({ hasText: /errors/ }).waitFor();
      await why.getByRole("heading", { name: new RegExp(`^${code}`) }).waitFor();
      // The name of the machine stands in what is found: as many problems, with other words.
      await editor.preset("small");
      await panel.getByText("node-1").first().waitFor();
      await editor.thing("Machine node-1").click({ position: { x: 60, y: 14 } });
      const name = editor.settings.getByRole("textbox", { name: "Name", exact: true });
      await name.fill("alone");
      await name.press("Enter");
      await editor.thing("Machine alone").waitFor();
      await panel.getByText("alone").first().waitFor();
      assert.equal(await panel.getByRole("listitem").filter({ hasText: "node-1" }).count(), 0);
    }));

  test("opens beside the finding in the settings, and beside a setting its rule", () =>
    withProblems(browser, async ({ editor, page, why }) => {
      await page.getByRole("navigation", { name: "Shelf" }).getByRole("button", { name: "Percona" }).click();
      const finding = editor.settings.locator(".finding").first();
      await finding.getByRole("button", { name: "Why", exact: true }).click();
      await finding.getByRole("heading", { name: "Why is this bad?" }).waitFor();
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      const rule = editor.settings.getByRole("button", { name: /: rule PW-/ }).first();
      const code = (await rule.textContent()).replace("Rule ", "");
      await rule.press("Enter");
      await editor.settings.getByRole("heading", { name: new RegExp(`^${code}: `) }).waitFor();
      assert.equal(await noDialog(page), 0);
      await page.keyboard.press("Escape");
      await why.waitFor({ state: "detached" });
      assert.equal(await nameOfFocus(page), `Rule ${code}`);
    }));

  for (const [size, options] of [["1280 px", {}], ["360 px", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]]) {
    test(`axe-core finds nothing and nothing scrolls sideways: ${size}`, () =>
      visit(browser, async (page) => {
        const editor = new EditorPage(page);
        await editor.thing("etcd-0").waitFor();
        if (options.isMobile) await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: /problem/ }).tap();
        const panel = page.getByRole("tabpanel");
        await panel.getByRole("button", { name: "Why", exact: true }).first().click();
        await panel.getByRole("heading", { name: "Why is this bad?" }).waitFor();
        assert.deepEqual(await violations(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      }, { reducedMotion: "reduce", ...options }));
  }
});
