// The portal: the ways in and out, what a party sees and what not, and the trace of a payment that
// a citizen has just made, on each surface.

import assert from "node:assert/strict";
import { button, card, choose, creditor, ends, noticeOf, pay } from "../citizen.mjs";
import { journeys, surfaces } from "../harness.mjs";

const settled_ms_max = 30_000;

const anna = /Anna Bianchi/; // administrator of a creditor
const marco = /Marco Ferrari/; // administrator of a PSP
const giulia = /Giulia Conti/; // has roles for two creditors
const luca = /Luca Marino/; // has no role

const heading = (page) => page.getByRole("heading", { level: 1 });

async function enter(page, person, provider = "SPID") {
  await button(page, `Entra con ${provider}`).click();
  await button(page, person).click();
}

// The demo creditor issues every notice of this series; this file's begin with 8.
let issued = 0;

// A citizen pays a notice in a browser of their own; gives its number as it is printed.
async function payNotice(page, nodo) {
  issued += 1;
  const notice = noticeOf(80_000 + issued);
  const context = await page.context().browser().newContext({
    javaScriptEnabled: false,
    locale: "it-IT",
  });
  const citizen = await context.newPage();
  await citizen.goto(`${nodo.url}/${creditor}${notice}`);
  await choose(citizen);
  await pay(citizen, { script: false }, card.paid);
  await ends(citizen, /^Hai pagato/);
  await context.close();
  return notice;
}

const grouped = (notice) => notice.replace(/(\d{4})(?=\d)/g, "$1 ");

// Reloads until the last receipt is in: the citizen is told before the creditors are.
async function untilNotified(page) {
  const deadline = Date.now() + settled_ms_max;
  while (!(await page.getByText("Pagamento: Pagato e notificato").first().isVisible())) {
    assert.ok(Date.now() < deadline, "the payment is not notified in time");
    await page.reload();
  }
}

journeys("the portal", (journey) => {
  journey("a creditor finds a payment and reads its trace", async (walk) => {
    const { page, nodo, look } = walk;
    const notice = await payNotice(page, nodo);
    await page.goto(`${nodo.url}/backoffice/pagamenti?cerca=${notice}`);
    assert.equal(await heading(page).innerText(), "Accedi all’area riservata");
    await look("portal login");
    await enter(page, anna);
    await page.waitForURL(`**/backoffice/pagamenti?cerca=${notice}`);
    assert.equal(await page.getByRole("row").count(), 2, "one payment and the head");
    await look("portal payments");

    await page.getByRole("link", { name: grouped(notice) }).click();
    await page.waitForURL(/\/backoffice\/pagamenti\/[0-9a-f]{32}$/);
    await untilNotified(page);
    assert.match(await heading(page).innerText(), /^\d+,\d\d\s€ a Comune di Esempio$/);
    const token = page.url().split("/").pop();
    assert.ok(!(await page.title()).includes(token), "the token stands in the window's title");
    const events = page.getByRole("list", { name: "Sequenza degli eventi" });
    for (const primitive of [
      "verifyPaymentNotice",
      "paGetPaymentV2",
      "activatePaymentNoticeV2",
      "pspNotifyPaymentV2",
      "sendPaymentOutcomeV2",
      "sendPaymentResult-v2",
      "paSendRTV2",
    ]) {
      const answered = events.getByText(`${primitive}, risposta OK`, { exact: true });
      assert.ok((await answered.count()) > 0, `${primitive} was answered`);
    }
    assert.equal(await events.getByText("nessuna risposta").count(), 0);
    const main = await page.locator("main").innerText();
    assert.match(main, /RSSMRA\*{10}/);
    await look("portal trace");
  });

  journey("a message is unfolded, and downloaded as it travelled", async (walk) => {
    const { page, nodo, look, surface } = walk;
    const notice = await payNotice(page, nodo);
    await page.goto(`${nodo.url}/backoffice/pagamenti?cerca=${notice}`);
    await enter(page, anna, "CIE");
    await page.getByRole("link", { name: grouped(notice) }).click();
    await untilNotified(page);
    const answer = page.locator("details", { hasText: "paGetPaymentV2, risposta OK" });
    await answer.locator("summary").click();
    const message = answer.getByRole("region", { name: "paGetPaymentV2 RESP" });
    assert.match(await message.innerText(), /<creditorReferenceId>\d+<\/creditorReferenceId>/);
    assert.equal(await button(answer, "Copia").isVisible(), surface.script);
    await look("portal message");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      answer.getByRole("link", { name: "Scarica" }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^paGetPaymentV2-RESP-\d+\.xml$/);

    // A colleague opens the same address; somebody else's party has no such payment.
    const colleague = await page.context().browser().newContext({ locale: "it-IT" });
    const other = await colleague.newPage();
    await other.goto(page.url());
    await enter(other, giulia);
    await button(other, /Regione di Esempio/).click();
    await other.waitForURL(page.url());
    assert.equal(await heading(other).innerText(), "Questa pagina non esiste");
    await colleague.close();
  });

  journey("signing out forgets everything, also for Back", async (walk) => {
    const { page, nodo, look } = walk;
    await page.goto(`${nodo.url}/backoffice`);
    await enter(page, marco);
    assert.equal(await heading(page).innerText(), "Banca Aurora");
    await look("portal overview");
    await page.goto(`${nodo.url}/backoffice/pagamenti`);
    await button(page, "Esci").click();
    await page.waitForURL("**/backoffice/accesso?motivo=uscita");
    await page.getByText("Sei uscito").waitFor();
    await look("portal signed out");
    await page.goBack();
    await page.waitForURL("**/backoffice/accesso?**");
    assert.equal(await heading(page).innerText(), "Accedi all’area riservata");
  });

  journey("a login that is cancelled can begin again", async ({ page, nodo, look }) => {
    await page.goto(`${nodo.url}/backoffice`);
    await enter(page, "Annulla");
    await page.getByText("Hai annullato l’accesso").waitFor();
    await page.getByText("LOGIN_CANCELLED").waitFor();
    await look("portal login cancelled");
    await enter(page, anna);
    assert.equal(await heading(page).innerText(), "Comune di Esempio");
  });

  journey("a person without a role learns whom to ask", async (walk) => {
    const { page, nodo, look, complaints } = walk;
    complaints.expect(/403/);
    await page.goto(`${nodo.url}/backoffice/pagamenti`);
    await enter(page, luca);
    assert.equal(await heading(page).innerText(), "Non hai ancora un ruolo");
    await look("portal no role");
    await page.getByRole("main").getByRole("button", { name: "Esci" }).click();
    await page.getByText("Sei uscito").waitFor();
  });

  journey("a person with two parties chooses and changes", async ({ page, nodo, look }) => {
    await page.goto(`${nodo.url}/backoffice`);
    await enter(page, giulia);
    assert.equal(await heading(page).innerText(), "Per quale ente agisci");
    await look("portal choice of party");
    await button(page, /Regione di Esempio/).click();
    assert.equal(await heading(page).innerText(), "Regione di Esempio");
    await page.goto(`${nodo.url}/backoffice/ente`);
    await button(page, /Comune di Esempio/).click();
    assert.equal(await heading(page).innerText(), "Comune di Esempio");
  });

  journey(
    "filters stay in the address and say what is wrong with them",
    async ({ page, nodo, look }) => {
      await page.goto(`${nodo.url}/backoffice/pagamenti`);
      await enter(page, marco);
      await page.getByLabel("Stato").selectOption("Annullato");
      await page.getByLabel("Dal", { exact: true }).fill("2026-01-02");
      await page.getByLabel("Al", { exact: true }).fill("2026-01-01");
      await page.getByRole("main").getByRole("button", { name: "Cerca" }).click();
      await page.getByText("Il secondo giorno viene prima del primo.").waitFor();
      await look("portal filter");
      await page.getByRole("link", { name: "Togli il filtro Fino al 01/01/2026" }).click();
      await page.waitForURL("**/pagamenti?stato=CANCELLED&dal=2026-01-02");
      await page.goBack();
      assert.match(page.url(), /al=2026-01-01/);
    },
    { on: surfaces.filter((surface) => !surface.isMobile) },
  );

  journey(
    "the portal speaks English",
    async ({ page, nodo, look }) => {
      await page.goto(`${nodo.url}/backoffice?lang=en`);
      await page.goto(`${nodo.url}/backoffice/accesso?lang=en`);
      await enter(page, anna);
      await page.getByText("Nothing to look at").or(page.getByText("To look at")).first().waitFor();
      await look("portal overview English");
    },
    { on: surfaces.slice(0, 1) },
  );
});
