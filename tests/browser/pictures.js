// Makes the pictures that are kept in the repository: `cargo xtask pictures`.
//
// - public/icon-*.png, of public/icon.svg, for what installs the page;
// - public/preview.png, which is shown beside a link to the page;
// - docs/pictures/tour.svg, the moving picture of README.md: what is seen of the page, one after the other.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { EditorPage } from "./pages/editor.js";
import { launch, open } from "./page.js";
import { Rehearsal } from "./pages/rehearsal.js";

const ROOT = new URL("../../", import.meta.url);
export const ICON = new URL("public/icon.svg", ROOT);

/** File, pixels, and how much of them the icon takes: a launcher may cut a fifth off a maskable one. */
export const ICONS = [
  { file: new URL("public/icon-192.png", ROOT), pixels: 192, share: 1 },
  { file: new URL("public/icon-512.png", ROOT), pixels: 512, share: 1 },
  { file: new URL("public/icon-maskable.png", ROOT), pixels: 512, share: 0.8 },
];

/** The icon as a PNG of that size; with less than all of it, on its own ground. */
export async function drawIcon(browser, { pixels, share }) {
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  const svg = readFileSync(ICON, "utf8");
  const ground = share < 1 ? svg.match(/fill="(#[0-9a-f]{6})"/)[1] : "transparent";
  const size = pixels * share;
  await page.setContent(`<body style="margin:0;height:100vh;display:grid;place-items:center;background:${ground}">
    <img style="width:${size}px;height:${size}px" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** The page beside a link, as most that show it want it. */
async function preview(browser) {
  const { page } = await open(browser, { viewport: { width: 1200, height: 630 }, colorScheme: "light", reducedMotion: "reduce" });
  await new EditorPage(page).ready();
  await page.screenshot({ path: new URL("public/preview.png", ROOT).pathname });
  await page.context().close();
}

const WIDE = 1200;
const HIGH = 750;
/** For how long each is seen. */
const SECONDS = 3;

/** What is shown, in turn: what is done on the page, after which it is taken. */
const TOUR = [
  ["Draw it", async () => {}],
  ["Move a member of etcd: the page says what that means", async ({ editor }) => {
    await editor.take("etcd-0", "node-2");
    await editor.page.getByText("Pins etcd-0 to node-2.").waitFor();
  }],
  ["What is wrong, why, and what mends it", async ({ editor, page }) => {
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await page.getByRole("tabpanel").getByRole("button", { name: "Why", exact: true }).first().click();
    await page.getByRole("tabpanel").getByRole("heading", { name: /Why is this bad/ }).waitFor();
    await editor.thing("percona-0").first().waitFor();
  }],
  ["Read the files that it becomes", async ({ editor, page }) => {
    await editor.tab("Files").click();
    await page.getByRole("treeitem", { name: /^deploy\.sh/ }).click();
    await page.getByText("#!/").first().waitFor();
  }],
  ["Rehearse: let a machine fail", async ({ editor }) => {
    const rehearsal = new Rehearsal(editor);
    await rehearsal.enter();
    await rehearsal.machine("node-2");
    await rehearsal.sentence(/^node-2 down/);
  }],
];

/** Smaller than a PNG by far; what a picture of a page loses by it nobody sees. */
async function asWebp(page, png) {
  return page.evaluate(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.72);
  }, png.toString("base64"));
}

async function tour(browser) {
  const { page } = await open(browser, { viewport: { width: WIDE, height: HIGH }, colorScheme: "light", reducedMotion: "reduce" });
  const editor = new EditorPage(page);
  await editor.ready();
  const plain = await browser.newPage();
  const pictures = [];
  for (const [words, act] of TOUR) {
    await act({ editor, page });
    await page.waitForTimeout(400);
    pictures.push([words, await asWebp(plain, await page.screenshot())]);
  }
  await page.context().close();
  await plain.close();
  writeFileSync(new URL("docs/pictures/tour.svg", ROOT), moving(pictures));
}

/** Pictures one after the other, without a script; for who wants no motion, the first alone. */
function moving(pictures) {
  const all = pictures.length * SECONDS;
  const share = (100 / pictures.length).toFixed(3);
  const layers = pictures.map(([words, data], place) => `<g class="layer" style="animation-delay:${place * SECONDS}s">
<image width="${WIDE}" height="${HIGH}" href="${data}"/>
<rect y="${HIGH - 44}" width="${WIDE}" height="44" fill="#1b222c" opacity=".86"/>
<text x="${WIDE / 2}" y="${HIGH - 15}">${words}</text>
</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${HIGH}" width="${WIDE}" height="${HIGH}" role="img" aria-label="${pictures.map(([words]) => words).join(". ")}">
<style>
text{font:500 22px system-ui,sans-serif;fill:#fff;text-anchor:middle}
.layer{visibility:hidden;animation:turn ${all}s step-end infinite}
.layer:first-of-type{visibility:visible}
@keyframes turn{0%{visibility:visible}${share}%,100%{visibility:hidden}}
@media (prefers-reduced-motion:reduce){.layer{animation:none}}
</style>
${layers.join("\n")}
</svg>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const browser = await launch();
  try {
    for (const icon of ICONS) writeFileSync(icon.file, await drawIcon(browser, icon));
    if (process.argv[2] !== "icons") {
      await preview(browser);
      await tour(browser);
    }
  } finally {
    await browser.close();
  }
}
