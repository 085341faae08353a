// The pictures in the repository that are made from others are made from them as they are now.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { drawIcon, ICONS } from "./pictures.js";
import { launch } from "./page.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const icon of ICONS) {
  test(`${icon.file.pathname.split("/").pop()} is public/icon.svg`, async () => {
    const kept = PNG.sync.read(readFileSync(icon.file));
    const drawn = PNG.sync.read(await drawIcon(browser, icon));
    const { width, height } = drawn;
    assert.deepEqual([kept.width, kept.height], [icon.pixels, icon.pixels]);
    const different = pixelmatch(kept.data, drawn.data, undefined, width, height, { threshold: 0.1 });
    assert.ok(different <= width, `${different} pixels differ: \`cargo xtask pictures\` makes it anew`);
  });
}
