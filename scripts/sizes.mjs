// Prints what each application's first page loads, compressed, and fails above the budget.
//
//   node scripts/sizes.mjs SITE-RELEASE-FOLDER

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// Bytes. The HTML is not among the files: a journey measures the whole page.
const html = 15_000;
const budgets = {
  checkout: { withoutScript: 100_000 - html, withScript: 250_000 - html },
  backoffice: { withoutScript: 150_000 - html, withScript: 400_000 - html },
};
// The fonts that every page preloads.
const preloaded = /\/assets\/fonts\/[\w.-]+\.woff2/g;

const sent = (file) => statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

const [site] = process.argv.slice(2);
const document = readFileSync(new URL("../app/src/document.rs", import.meta.url), "utf8");
let failed = false;
for (const [application, budget] of Object.entries(budgets)) {
  const root = join(site, application);
  const pkg = join(root, application === "checkout" ? "pkg" : `${application}/pkg`);
  const fonts = [...new Set(document.match(preloaded) ?? [])];
  const parts = {
    "app.css": sent(join(pkg, "app.css")),
    fonts: fonts.reduce((sum, font) => sum + sent(join(root, font)), 0),
    "app.js": sent(join(pkg, "app.js")),
    "app.wasm": sent(join(pkg, "app.wasm")),
  };
  for (const [name, bytes] of Object.entries(parts)) {
    console.log(`${application.padEnd(11)} ${name.padEnd(24)} ${kilobytes(bytes)}`);
  }
  const withoutScript = parts["app.css"] + parts.fonts;
  const totals = { withoutScript, withScript: withoutScript + parts["app.js"] + parts["app.wasm"] };
  for (const [name, limit] of Object.entries(budget)) {
    const label = name === "withScript" ? "all" : "until it can be used";
    const over = totals[name] > limit;
    failed ||= over;
    console.log(
      `${application.padEnd(11)} ${label.padEnd(24)} ${kilobytes(totals[name])} of ` +
        `${kilobytes(limit).trim()}${over ? "  ABOVE THE BUDGET" : ""}`,
    );
  }
}
process.exitCode = failed ? 1 : 0;
