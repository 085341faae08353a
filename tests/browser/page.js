// The page as a person meets it, and what is heard while it runs.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { copied } from './pages/editor.js';

const address = wanted('PRESSWRIGHT_PAGE');

/** The value of a variable that `cargo xtask test --only page` sets. */
export function wanted(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask test --only page\``);
  return value;
}

/** A browser; with `window` the one that people have, for what its window does, such as to paste where nothing can be written. */
export async function launch(args = [], { window = false } = {}) {
  const browser = await chromium.launch({
    executablePath: wanted(window ? 'PRESSWRIGHT_WINDOW' : 'PRESSWRIGHT_CHROMIUM'),
    // Letters as wide in Chromium's headless shell as in a window.
    args: ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--font-render-hinting=slight', ...args],
    // Chromium has no sandbox for root, which is who tests in a container.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  // What keeps the page offline would be fetched anew for each test, and answers past what a test puts in the
  // network's place. Tests of it ask for it.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = (options) => newContext({ serviceWorkers: 'block', ...options });
  return browser;
}

/** Opens the page in a profile of its own, with what it complains of and asks other hosts for. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const strangers = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(address) || /^(data|blob):/.test(url);
    if (!own) strangers.push(url);
  });
  await page.goto(address);
  await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
  return { page, complaints, strangers };
}

/** Opens the page, has a person do something with it, and takes no complaint and no stranger. */
export async function visit(browser, visitor, options = {}) {
  const { page, complaints, strangers } = await open(browser, options);
  await visitor(page);
  // Panels scroll; the window never does, whatever comes into sight in one of them.
  const moved = await page.evaluate(() => [document.scrollingElement.scrollLeft, document.scrollingElement.scrollTop]);
  await page.context().close();
  assert.deepEqual(moved, [0, 0], "the window itself was scrolled");
  assert.deepEqual(complaints, []);
  assert.deepEqual(strangers, []);
}

/** Replaces the design by one of the presets, by the menu. */
export async function choosePreset(page, name) {
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.locator('#presets').getByRole('button').filter({ hasText: name }).click();
}

/** The design's text, as the page shows it. */
export async function designText(page) {
  await page.getByRole('tab', { name: 'design.yaml' }).click();
  return copied(page.getByRole('textbox', { name: 'design.yaml' }));
}

/** Downloads the bundle and gives its bytes. */
export async function exported(page) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const chunks = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The zip that the command line makes of a design. */
export function generated(design) {
  const folder = mkdtempSync(join(tmpdir(), 'presswright-'));
  try {
    const zip = join(folder, 'bundle.zip');
    const command = wanted('PRESSWRIGHT_COMMAND');
    execFileSync(command, ['generate', '-', '-o', zip], { input: design, stdio: ['pipe', 'pipe', 'pipe'] });
    return readFileSync(zip);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
