// What Lighthouse finds in the page: accessibility, best practices, how it can be found, and whether anything jumps
// while it comes. What the performance comes to is a bench: benches/page.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import lighthouse, { desktopConfig } from "lighthouse";
import { launch, wanted } from "./page.js";

/** A port that was free just now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const onlyCategories = ["accessibility", "best-practices", "seo"];
for (const [device, config] of [["a phone", undefined], ["a desktop", desktopConfig]]) {
  test(`on ${device} Lighthouse finds nothing to better`, async () => {
    const port = await freePort();
    const browser = await launch([`--remote-debugging-port=${port}`]);
    try {
      const onlyAudits = ["cumulative-layout-shift"];
      const { lhr } = await lighthouse(wanted("PRESSWRIGHT_PAGE"), { port, onlyCategories, onlyAudits, logLevel: "error" }, config);
      assert.equal(lhr.runtimeError, undefined);
      const found = [];
      for (const name of onlyCategories) {
        const { score, auditRefs } = lhr.categories[name];
        assert.ok(auditRefs.length > 5, `${name} looked at nothing`);
        for (const { id, weight } of auditRefs) {
          const audit = lhr.audits[id];
          if (weight > 0 && audit.score !== null && audit.score < 1) {
            found.push(`${name}: ${id}: ${audit.title} ${JSON.stringify(audit.details?.items ?? []).slice(0, 300)}`);
          }
        }
        if (score !== 1) found.push(`${name}: ${score}`);
      }
      assert.deepEqual(found, []);
      const shift = lhr.audits["cumulative-layout-shift"].numericValue;
      assert.ok(shift < 0.1, `things jump by ${shift} while the page comes`);
    } finally {
      await browser.close();
    }
  });
}
