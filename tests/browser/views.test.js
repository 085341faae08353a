// How the main views look, compared with pictures in views/ pixel by pixel.
//
// A view that looks different on purpose: PRESSWRIGHT_RENEW_VIEWS=1 writes the pictures anew, and git
// shows them. Words are blocks of their letters' widths, of one font from npm, so that no machine's
// fonts and no way to smooth them is in a picture; what a word says is the other tests' affair.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { EditorPage } from "./pages/editor.js";
import { Rehearsal } from "./pages/rehearsal.js";
import { launch, visit } from "./page.js";

const FONT = new URL("./node_modules/@fontsource/flow-block/files/flow-block-latin-400-normal.woff2", import.meta.url);
const PICTURES = new URL("./views/", import.meta.url);
/** Where pictures that differ are left; in .gitignore. */
const DIFFERENT = new URL("./output/", import.meta.url);

/** How far a colour may be off, of 1: steps that nobody sees. */
const COLOUR = 0.02;
/** So many pixels may be further off: corners that a browser's next version rounds a little otherwise. */
const PIXELS = 40;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Words as blocks, nothing moving. */
async function settle(page) {
  // By program, since the page's policy lets no style and no font in otherwise.
  await page.evaluate(async ({ font, style }) => {
    const bytes = Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0));
    document.fonts.add(await new FontFace("blocks", bytes).load());
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets.push(sheet);
  }, {
    font: readFileSync(FONT).toString("base64"),
    style: `* { font-family: blocks !important; font-synthesis: none !important; font-weight: 400 !important; caret-color: transparent !important; transition: none !important; animation: none !important }
      /* The ground's dots would be most of a picture's bytes. */
      .canvas-area { background-image: none !important }`,
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function same(page, name, part = page) {
  await settle(page);
  const seen = PNG.sync.read(await part.screenshot({ animations: "disabled", caret: "hide", scale: "css" }));
  const picture = new URL(`${name}.png`, PICTURES);
  if (process.env.PRESSWRIGHT_RENEW_VIEWS) {
    mkdirSync(PICTURES, { recursive: true });
    writeFileSync(picture, PNG.sync.write(seen, { colorType: 2, deflateLevel: 9 }));
    return;
  }
  assert.ok(existsSync(picture), `${name}: there is no picture to compare with: CONTRIBUTING.md says how it is made`);
  const kept = PNG.sync.read(readFileSync(picture));
  const { width, height } = kept;
  assert.deepEqual([seen.width, seen.height], [width, height], `${name}: another size`);
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(kept.data, seen.data, difference.data, width, height, { threshold: COLOUR });
  if (pixels <= PIXELS) return;
  mkdirSync(DIFFERENT, { recursive: true });
  writeFileSync(new URL(`${name}.png`, DIFFERENT), PNG.sync.write(seen));
  writeFileSync(new URL(`${name}-difference.png`, DIFFERENT), PNG.sync.write(difference));
  assert.fail(`${name}: ${pixels} pixels differ, see tests/browser/output/. If it is meant so, renew the pictures: CONTRIBUTING.md`);
}

/** Lab with so many more workers. */
function many(workers) {
  const machine = (name, index, role) => `  - {name: ${name}, role: ${role}, address: 10.20.0.${index}}`;
  const nodes = Array.from({ length: workers }, (_, index) => machine(`node-${index + 1}`, index + 11, "worker"));
  return [
    "presswright: 1",
    "name: many",
    'cluster: {kind: existing, kubernetes: "1.36"}',
    "machines:",
    machine("control", 10, "control-plane"),
    ...nodes,
    "nfs: {machine: control}",
    "etcd: {members: [{machine: node-1}, {machine: node-2}, {machine: node-2}]}",
    "",
  ].join("\n");
}

/** The pointer away from everything, and no focus. */
async function rest(page) {
  await page.mouse.move(1, 1);
  await page.evaluate(() => document.activeElement?.blur());
}

for (const colorScheme of ["light", "dark"]) {
  describe(colorScheme, () => {
    const look = (name, options, run) =>
      test(name, () =>
        visit(browser, async (page) => {
          const editor = new EditorPage(page);
          await editor.thing("etcd-0").waitFor();
          await run(editor, page, `${name.replaceAll(" ", "-")}-${colorScheme}`);
        }, { viewport: { width: 1280, height: 800 }, colorScheme, reducedMotion: "reduce", ...options }));

    look("the window", {}, async (editor, page, name) => {
      await editor.ready();
      await editor.thing("percona-0").click();
      await editor.settings.getByRole("heading", { name: "percona-0" }).waitFor();
      await page.locator(".board .link.claim").waitFor();
      await rest(page);
      await same(page, name);
    });

    look("the lab at rest", {}, async (editor, page, name) => {
      await editor.ready();
      await rest(page);
      await same(page, name, page.locator(".board"));
    });

    look("a rehearsal", {}, async (editor, page, name) => {
      await editor.ready();
      const rehearsal = new Rehearsal(editor);
      await rehearsal.enter();
      await rehearsal.machine("node-2");
      await rehearsal.sentence(/^node-2 down/);
      await rehearsal.panel.getByText(/What removes most/).waitFor();
      await rest(page);
      await same(page, name);
    });

    look("links at large", { viewport: { width: 1600, height: 1000 } }, async (editor, page, name) => {
      await editor.preset("large");
      await editor.thing("percona-4").click();
      await page.locator(".board .link.discovery").first().waitFor({ state: "attached" });
      await rest(page);
      await same(page, name, page.locator(".board"));
    });

    look("ports from near", {}, async (editor, page, name) => {
      await editor.ready();
      await editor.thing("Machine node-1").click({ position: { x: 60, y: 12 } });
      await page.keyboard.press("Shift+2");
      await page.locator(".ports text").first().waitFor();
      await rest(page);
      await same(page, name, page.locator(".board"));
    });

    look("a hundred machines from afar", {}, async (editor, page, name) => {
      await editor.ready();
      await editor.openFile("design.yaml", Buffer.from(many(100)));
      await page.getByRole("heading", { name: "Presswright: many" }).waitFor();
      await page.keyboard.press("Shift+1");
      await page.locator(".from-afar text").filter({ hasText: /pod/ }).first().waitFor();
      await rest(page);
      await same(page, name, page.locator(".board"));
    });

    look("a phone", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (editor, page, name) => {
      await same(page, name);
    });
  });
}
