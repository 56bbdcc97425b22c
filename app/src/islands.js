// Brings the islands of a page to life once the browser is idle. A page without islands loads
// nothing. Same protocol as leptos' own script, with addresses that carry a fingerprint.
(async (script, module) => {
  if (!document.querySelector("leptos-island")) return;
  await new Promise((go) =>
    "requestIdleCallback" in window ? requestIdleCallback(go, { timeout: 2000 }) : setTimeout(go),
  );
  const app = await import(script);
  await app.default({ module_or_path: module });
  app.hydrate();
  const waiting = [];
  const hydrate = async (element) => {
    const island = app[element.dataset.component];
    if (!island) return console.warn(`No island ${element.dataset.component}.`);
    waiting.at(-1)?.();
    await island(element);
  };
  window.__hydrateIsland = hydrate;
  const visit = async (element) => {
    const tag = element.tagName.toLowerCase();
    if (tag === "leptos-island") await hydrate(element);
    if (tag === "leptos-children") waiting.push(element.$$on_hydrate);
    for (const child of element.children) await visit(child);
    if (tag === "leptos-children") waiting.pop();
  };
  await visit(document.body);
})
