// The page and the command line make the same bytes.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { choosePreset, designText, exported, generated, launch, open, wanted } from './page.js';

const command = wanted('PRESSWRIGHT_COMMAND');
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

function assertSame(fromPage, fromCommand) {
  const sizes = `${fromPage.length} bytes from the page, ${fromCommand.length} from the command line`;
  assert.ok(fromPage.equals(fromCommand), `the zips differ: ${sizes}`);
}

test('the page asks no other host and complains of nothing', async () => {
  const { page, complaints, strangers } = await open(browser);
  await page.getByRole('tab', { name: 'Files' }).click();
  await exported(page);
  assert.deepEqual(strangers, []);
  assert.deepEqual(complaints, []);
});

for (const preset of ['lab', 'cloud', 'large']) {
  test(`${preset}: the page exports what the command line makes`, async () => {
    const { page } = await open(browser);
    await choosePreset(page, preset);
    const design = execFileSync(command, ['new', preset], { encoding: 'utf8' });
    assert.equal(await designText(page), design);
    assertSame(await exported(page), generated(design));
  });
}

test('a design changed by mouse is exported as the command line makes it', async () => {
  const { page } = await open(browser);
  await choosePreset(page, 'lab');
  const first = await designText(page);
  await page.getByRole('button', { name: 'More replicas of WordPress' }).click();
  const changed = await designText(page);
  assert.notEqual(changed, first);
  assertSame(await exported(page), generated(changed));
});

test('what was exported is said to the eye too, with where to begin', async () => {
  const { page } = await open(browser);
  await choosePreset(page, 'lab');
  await exported(page);
  await page.getByRole('main', { name: 'Canvas' }).getByText('blog.zip is downloaded. In it begin with README.md.').waitFor();
});

test('errors stop the export, and the page says so', async () => {
  const { page } = await open(browser);
  await choosePreset(page, 'article-2017');
  const button = page.getByRole('button', { name: 'Export', exact: true });
  await page.getByRole('heading', { name: 'Presswright: article' }).waitFor();
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  await button.click({ force: true });
  await page.getByText(/errors? stops? the export/).first().waitFor();
});
