// What every journey stands on: a server of its own, a browser, and four ways to look at a page.
//
//   journey("a citizen sees what to type", async ({ page, nodo, look }) => { … });
//
// runs once for each surface: desktop and phone, with JavaScript and without. It fails as well
// when the browser complains (script errors, refused by the content security policy, requests that
// leave the machine), unless the journey said by `complaints.expect(pattern)` what it provokes.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const start_ms_max = 30_000;
const stop_ms_max = 10_000;
const step_ms_max = 15_000;
const log_bytes_max = 200_000;

const screenshots = fileURLToPath(new URL("./screenshots", import.meta.url));

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
export const surfaces = [
  { name: "desktop", script: true, ...desktop },
  { name: "desktop without script", script: false, ...desktop },
  { name: "phone", script: true, ...phone },
  { name: "phone without script", script: false, ...phone },
];

// Starts `nodo serve --sandbox` on a free port with a database that is thrown away.
export async function startNodo({ flags = [], environment = {} } = {}) {
  const binary = process.env.NODO_BINARY;
  assert.ok(binary && existsSync(binary), "NODO_BINARY names no program: use scripts/end2end");
  const folder = mkdtempSync(join(tmpdir(), "nodo-end2end-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const database = `sqlite:${join(folder, "nodo.db")}`;
  const given = ["--listen", new URL(url).host, "--database", database, ...flags];
  const child = spawn(binary, ["serve", "--sandbox", ...given], {
    cwd: folder,
    env: { ...process.env, NODO__SANDBOX__FIRST_PORT: "any", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  const keep = (text) => (log = (log + text).slice(-log_bytes_max));
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const ended = new Promise((resolve) => child.once("close", resolve));

  const stop = async (signal = "SIGTERM") => {
    const force = setTimeout(() => child.kill("SIGKILL"), stop_ms_max);
    child.kill(signal);
    await ended;
    clearTimeout(force);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, child, () => log);
  } catch (error) {
    await stop("SIGKILL");
    throw error;
  }
  // The simulators' addresses, by the names under which the server prints them at its start.
  const address = (name) => {
    const line = log.split("\n").find((line) => line.trim().startsWith(`${name} `));
    assert.ok(line, `the server names no ${name}`);
    return line.trim().slice(name.length).trim();
  };
  return { url, database, address, stop, log: () => log };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url, child, log) {
  const deadline = Date.now() + start_ms_max;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nodo ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > deadline) {
      throw new Error(`nodo is not ready after ${start_ms_max} ms (${answer?.status}):\n${log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.NODO_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// What the browser held against a page.
class Complaints {
  #found = [];
  #expected = [];

  watch(context) {
    context.on("weberror", (error) => this.#found.push(`script: ${error.error().message}`));
    context.on("console", (message) => {
      const { url } = message.location();
      if (message.type() === "error") this.#found.push(`console: ${message.text()} (${url})`);
    });
    context.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      const isOutside = protocol.startsWith("http") && !["127.0.0.1", "localhost"].includes(hostname);
      if (isOutside) this.#found.push(`leaves the machine: ${request.url()}`);
    });
    return context.exposeFunction("reportViolation", (text) => this.#found.push(`policy: ${text}`));
  }

  // The journey provokes complaints like this one.
  expect(pattern) {
    this.#expected.push(pattern);
  }

  // Fails when there is one that nobody expected.
  assertNone() {
    const found = this.#found.filter((line) => !this.#expected.some((known) => known.test(line)));
    assert.deepEqual(found, [], "the browser complained");
  }
}

// A context like this surface, and what the browser says about its pages.
export async function openContext(browser, surface) {
  const { name, script, ...options } = surface;
  const context = await browser.newContext({
    ...options,
    javaScriptEnabled: script,
    locale: "it-IT",
    timezoneId: "Europe/Rome",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(step_ms_max);
  const complaints = new Complaints();
  await complaints.watch(context);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation?.(`${event.violatedDirective} refuses ${event.blockedURI}`),
    );
  });
  return { context, complaints };
}

// Fails with one line for each rule that the page breaks, and where.
export async function assertAccessible(page, surface) {
  const mirror = surface.script ? null : await openMirror(page, surface);
  const { violations } = await new AxeBuilder({ page: mirror ?? page }).setLegacyMode(true).analyze();
  await mirror?.context().close();
  const lines = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`,
  );
  assert.deepEqual(lines, [], `axe on ${page.url()}`);
}

// The analysis needs timers, which a browser without JavaScript does not run: so the page as it
// stands, without its scripts, is shown once more where there are timers.
async function openMirror(page, surface) {
  const { name, script, ...options } = surface;
  const context = await page.context().browser().newContext({ ...options, locale: "it-IT" });
  const body = (await page.content())
    .replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/gi, "")
    .replaceAll(/<\/?noscript[^>]*>/gi, "");
  const mirror = await context.newPage();
  await mirror.route(page.url(), (route) => route.fulfill({ contentType: "text/html", body }));
  await mirror.goto(page.url());
  return mirror;
}

export async function assertNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${page.url()} is ${content} px wide in a window of ${window} px`);
}

// Counts the bytes that come over the network for a page, as sent, headers and all.
export async function countBytes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const files = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) =>
    files.set(requestId, { url: response.url, bytes: 0 }),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file) file.bytes = encodedDataLength;
  });
  return () => [...files.values()];
}

// `look(name)` checks the page against everything that holds for all pages, and keeps a picture.
function looker(page, surface) {
  return async (name) => {
    await page.waitForLoadState("networkidle");
    assert.equal(await page.locator("h1").count(), 1, `one h1 on ${page.url()}`);
    await assertAccessible(page, surface);
    await assertNoSidewaysScroll(page);
    mkdirSync(screenshots, { recursive: true });
    const file = `${name} ${surface.name}`.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
    await page.screenshot({ path: join(screenshots, `${file}.png`), fullPage: true });
  };
}

// Declares the journeys of a file, which share one server and one browser.
export function journeys(title, declare, options = {}) {
  describe(title, () => {
    const shared = { nodo: null, browser: null };
    before(async () => {
      shared.nodo = await startNodo(options);
      shared.browser = await openBrowser();
    });
    after(async () => {
      await shared.browser?.close();
      await shared.nodo?.stop();
    });
    declare((name, walk, { on = surfaces } = {}) => {
      for (const surface of on) {
        test(`${name} (${surface.name})`, () => walkOn(surface, shared, name, walk));
      }
    });
  });
}

async function walkOn(surface, { nodo, browser }, name, walk) {
  const { context, complaints } = await openContext(browser, surface);
  const page = await context.newPage();
  const look = looker(page, surface);
  try {
    await walk({ page, context, nodo, surface, complaints, look });
    complaints.assertNone();
  } catch (error) {
    mkdirSync(screenshots, { recursive: true });
    const file = `failed ${name} ${surface.name}`.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
    await page.screenshot({ path: join(screenshots, `${file}.png`) }).catch(() => {});
    console.error(`${page.url()}\n${nodo.log().split("\n").slice(-30).join("\n")}`);
    throw error;
  } finally {
    await context.close();
  }
}
