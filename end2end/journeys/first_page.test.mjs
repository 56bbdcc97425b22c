import assert from "node:assert/strict";
import { countBytes, journeys, surfaces } from "../harness.mjs";

// Bytes over the network, everything compressed that can be.
const without_script_max = 100_000;
const with_script_max = 250_000;

journeys("the first page", (journey) => {
  journey("says in its heading what it is for", async ({ page, nodo, look }) => {
    await page.goto(nodo.url);
    assert.notEqual((await page.locator("h1").innerText()).trim(), "");
    await look("first page");
  });

  // A quick build is neither small nor compressed.
  const isRelease = Boolean(process.env.NODO_SITE_RELEASE);
  const phones = surfaces.filter((surface) => isRelease && surface.isMobile);
  journey(
    "keeps within its budget of bytes",
    async ({ page, nodo, surface }) => {
      const files = await countBytes(page);
      await page.goto(nodo.url, { waitUntil: "networkidle" });
      const bytes = files().reduce((sum, file) => sum + file.bytes, 0);
      const bytes_max = surface.script ? with_script_max : without_script_max;
      console.log(`the first page takes ${bytes} bytes of ${bytes_max} (${surface.name})`);
      assert.ok(bytes > 0 && bytes <= bytes_max, JSON.stringify(files(), null, 2));
    },
    { on: phones },
  );
});
