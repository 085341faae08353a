// What is measured of a page alike in several tests.

import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";

/** What axe-core finds. What passes is not told node by node, and a page without frames needs no second one to put their
 * findings together: together that is ten times as fast, and finds the same. */
export async function violations(page) {
  assert.equal(page.frames().length, 1, "there is a frame: it would not be looked at");
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ").slice(0, 600)}`);
}

/** Of these, what is in sight and lower than a finger needs it. */
export function lowerThanAFinger(page, selector) {
  return page.evaluate((selector) => {
    const small = (one) => one.offsetParent && one.offsetHeight < 44;
    return [...document.querySelectorAll(selector)].filter(small).map((one) => one.outerHTML);
  }, selector);
}

/** By how much the document, and each of these, is wider than its place: what scrolls sideways. */
export async function sideways(page, selector = "html") {
  const wider = await page.evaluate((selector) => {
    const wide = (one) => one.scrollWidth - one.clientWidth;
    return [document.documentElement, ...document.querySelectorAll(selector)].map(wide);
  }, selector);
  return wider.filter((by) => by > 0);
}

/** From now on the longest gap between two frames counts: what a person would feel. Gives what reads it. */
export async function watchFrames(page) {
  await page.evaluate(() => {
    window.longest = 0;
    let last = performance.now();
    const frame = (now) => {
      window.longest = Math.max(window.longest, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return () => page.evaluate(() => window.longest);
}
