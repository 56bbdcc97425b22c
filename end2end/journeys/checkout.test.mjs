// The citizen's payment, as the README's tour describes it: typed and by link, well and badly, with
// the keyboard's usual accidents (Back, Reload, pressing twice), on each surface.

import assert from "node:assert/strict";
import { button, card, choose, creditor, email, ends, goOn, noticeOf, pay } from "../citizen.mjs";
import { journeys, surfaces } from "../harness.mjs";

const notice = {
  two_beneficiaries: "302000000000200037",
  expired: "302000000000300014",
  unknown: "302000000000999999",
};
// The demo creditor issues every notice of this series; each payment takes another.
let issued = 0;
function newNotice() {
  issued += 1;
  return noticeOf(issued);
}

async function type(page, nodo, number) {
  await page.goto(nodo.url);
  await page.getByLabel("Codice avviso").fill(number);
  await page.getByLabel("Codice fiscale dell’ente creditore").fill(creditor);
  await goOn(page);
  await page.waitForURL("**/dati-pagamento");
}

// No request to our own origin may carry the card.
function watchFor(number, page, nodo) {
  const found = [];
  const spaced = number.replace(/(\d{4})(?=\d)/g, "$1 ");
  page.context().on("request", (request) => {
    if (!request.url().startsWith(nodo.url)) return;
    const sent = `${request.url()} ${request.postData() ?? ""}`;
    if (sent.includes(number) || sent.includes(spaced)) found.push(request.url());
  });
  return () => {
    assert.deepEqual(found, [], "a request to our origin carries the card's number");
    // What the sandbox prints at its start, test cards among it, is no log.
    const log = nodo.log().split("\n").filter((line) => line.startsWith("{")).join("\n");
    assert.ok(!log.includes(number), "the log holds the card's number");
    assert.ok(!log.includes(email), "the log holds the mail address");
  };
}

journeys("checkout", (journey) => {
  journey("a typed notice is paid and has a receipt", async ({ page, nodo, surface, look }) => {
    const assertNoCard = watchFor(card.paid, page, nodo);
    await page.goto(nodo.url);
    await look("checkout notice");
    await type(page, nodo, newNotice());
    await look("checkout summary");
    await choose(page, look);
    if (surface.script) await page.locator("iframe").nth(3).waitFor();
    await look("checkout review");
    await pay(page, surface, card.paid);
    await ends(page, /^Hai pagato/);
    await look("checkout paid");
    await page.getByRole("link", { name: "Apri la ricevuta" }).click();
    await page.waitForURL("**/ricevuta");
    await look("checkout receipt");
    assertNoCard();
  });

  journey("a link with 29 digits leads to the bank and back", async (walk) => {
    const { page, nodo, surface } = walk;
    const assertNoCard = watchFor(card.challenged, page, nodo);
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await page.waitForURL("**/dati-pagamento");
    await choose(page);
    await pay(page, surface, card.challenged);
    await page.waitForURL("**/challenge?**");
    await button(page, "Conferma").click();
    await ends(page, /^Hai pagato/);
    assertNoCard();
  });

  journey("the bank checks the card without asking", async ({ page, nodo, surface }) => {
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await choose(page);
    await pay(page, surface, card.checked);
    await ends(page, /^Hai pagato/);
  });

  journey(
    "a notice with two beneficiaries is paid as one",
    async ({ page, nodo, surface }) => {
      await type(page, nodo, notice.two_beneficiaries);
      await choose(page);
      await pay(page, surface, card.paid);
      await ends(page, /^Hai pagato/);
    },
    { on: surfaces.slice(0, 1) },
  );

  journey("a declined card says why, and that nothing was charged", async (walk) => {
    const { page, nodo, surface, look } = walk;
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await choose(page);
    await pay(page, surface, card.poor);
    await ends(page, "Il saldo della tua carta è insufficiente");
    await page.getByText("Non è stato addebitato alcun importo.").waitFor();
    await look("checkout declined");
    await page.getByRole("link", { name: "Riprova il pagamento" }).click();
    await page.waitForURL("**/dati-pagamento");
  });

  journey("the bank's page is refused", async ({ page, nodo, surface }) => {
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await choose(page);
    await pay(page, surface, card.challenged);
    await page.waitForURL("**/challenge?**");
    await button(page, "Rifiuta").click();
    await ends(page, "Autorizzazione negata");
  });

  journey("a notice that cannot be paid is explained", async ({ page, nodo, look }) => {
    await type(page, nodo, notice.expired);
    await page.getByRole("heading", { name: /scaduto/ }).waitFor();
    await page.getByText("PAA_PAGAMENTO_SCADUTO").waitFor();
    await look("checkout expired notice");
    await type(page, nodo, notice.unknown);
    await page.getByRole("heading", { name: "Non riusciamo a trovare l’avviso" }).waitFor();
    await page.getByRole("link", { name: "Correggi i codici" }).click();
    assert.equal(await page.getByLabel(/ente creditore/).inputValue(), creditor);
  });

  journey("a wrong form keeps what was typed and takes the focus", async (walk) => {
    const { page, nodo, surface, look } = walk;
    await page.goto(nodo.url);
    await page.getByLabel("Codice avviso").fill("3020");
    await page.getByLabel(/ente creditore/).fill(creditor);
    await goOn(page);
    await page.getByRole("heading", { name: "Controlla i dati inseriti" }).waitFor();
    assert.equal(await page.getByLabel("Codice avviso").inputValue(), "3020");
    const focused = await page.evaluate(() => document.activeElement.className);
    assert.match(focused, /error-summary/);
    await look("checkout notice errors");
    if (surface.script) {
      await page.getByLabel("Codice avviso").fill(newNotice());
      await page.getByText("Inserisci 18 cifre", { exact: true }).waitFor({ state: "detached" });
    }
  });

  journey("Back and Reload lose and double nothing", async ({ page, nodo, surface }) => {
    const number = newNotice();
    await type(page, nodo, number);
    await page.reload();
    await choose(page);
    const total = await button(page, /^Paga/).innerText();
    await page.reload();
    assert.equal(await button(page, /^Paga/).innerText(), total);
    for (const path of ["lista-psp", "scegli-metodo", "inserisci-email", "dati-pagamento"]) {
      await page.goBack();
      await page.waitForURL(`**/${path}`);
      await page.reload();
      assert.equal(await page.locator("h1").count(), 1, path);
    }
    await page.goBack();
    await page.waitForURL(`${nodo.url}/`);
    await page.reload();
    const kept = await page.getByLabel("Codice avviso").inputValue();
    assert.equal(kept.replaceAll(" ", ""), number);
    await page.goto(`${nodo.url}/riepilogo-pagamento`);
    assert.equal(await button(page, /^Paga/).innerText(), total);
    await pay(page, surface, card.paid);
    await ends(page, /^Hai pagato/);
    const result = page.url();
    await page.reload();
    for (const path of ["riepilogo-pagamento", "lista-psp", "dati-pagamento", "gdi-check"]) {
      await page.goto(`${nodo.url}/${path}`);
      assert.equal(page.url(), result, path);
    }
  });

  journey("pressing twice pays once", async ({ page, nodo, surface }) => {
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await choose(page);
    const form = await page
      .locator("#pay")
      .evaluate((form) => Object.fromEntries(new FormData(form)));
    await pay(page, surface, card.paid);
    await page.waitForURL("**/esito/*");
    const result = page.url();
    const again = await page.request.post(`${nodo.url}/api/confirm`, {
      form: { ...form, entry: "fields" },
      headers: { "sec-fetch-site": "same-origin", accept: "text/html" },
      maxRedirects: 0,
    });
    assert.equal(again.status(), 303);
    // A second confirmation leads where the first one led.
    const { location } = again.headers();
    const is_same = new URL(location, nodo.url).href === result || location.includes("/pay?");
    assert.ok(is_same, location);
    await ends(page, /^Hai pagato/);
  });

  journey("giving up asks first and frees the notice", async ({ page, nodo, look }) => {
    const link = `${nodo.url}/${creditor}${newNotice()}`;
    await page.goto(link);
    await choose(page);
    await page.getByRole("link", { name: "Annulla" }).click();
    await look("checkout leave");
    await button(page, "Esci senza pagare").click();
    await page.waitForURL("**/annullato");
    await look("checkout canceled");
    await page.goto(link);
    await page.waitForURL("**/dati-pagamento");
    await page.getByRole("heading", { name: "Controlla l’avviso" }).waitFor();
  });

  journey("another browser sees a result without personal data", async (walk) => {
    const { page, context, nodo, surface } = walk;
    await page.goto(`${nodo.url}/${creditor}${newNotice()}`);
    await choose(page);
    await pay(page, surface, card.paid);
    await ends(page, /^Hai pagato/);
    const result = page.url();
    await context.clearCookies();
    await page.goto(result);
    await page.getByRole("heading", { name: /^Hai pagato/ }).waitFor();
    assert.ok(!(await page.content()).includes("example.it"));
  });

  journey("pages that lead nowhere else say so", async ({ page, nodo, look, complaints }) => {
    complaints.expect(/404/);
    for (const path of ["sessione-scaduta", "errore?motivo=carte", "esito/0", "123"]) {
      await page.goto(`${nodo.url}/${path}`);
      await look(`checkout ${path}`);
    }
    await page.goto(`${nodo.url}/lista-psp`);
    assert.equal(page.url(), `${nodo.url}/`);
  });
});
