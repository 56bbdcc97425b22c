// The README's tour, exactly as it is written there, on a platform that has just been started.

import assert from "node:assert/strict";
import { button, card, choose, creditor, ends, pay } from "../citizen.mjs";
import { assertAccessible, journeys, openContext, surfaces } from "../harness.mjs";

const notice = "302000000001234559";
const another = "302000000001300063";
const expired = "302000000000300014";
const arrival_ms_max = 30_000;

// Reloads a page until a text is there.
async function untilThere(page, text) {
  const deadline = Date.now() + arrival_ms_max;
  while (!(await page.getByText(text).first().isVisible())) {
    assert.ok(Date.now() < deadline, `"${text}" does not come up on ${page.url()}`);
    await page.reload();
  }
}

async function tour({ page, nodo, surface, look }) {
  // 1 and 2: the notice, and the card.
  await page.goto(`${nodo.url}/${creditor}${notice}`);
  await page.waitForURL("**/dati-pagamento");
  await choose(page);
  await pay(page, surface, card.paid);
  await ends(page, /^Hai pagato/);
  const other = await openContext(page.context().browser(), surface);
  const elsewhere = await other.context.newPage();
  await elsewhere.goto(page.url());
  await ends(elsewhere, /^Hai pagato/);
  await other.context.close();

  // 3: the mail, and the creditor's receipt.
  await page.goto(nodo.address("mailbox"));
  await untilThere(page, "mario@example.it");
  await assertAccessible(page, surface);
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.goto(nodo.address("creditors"));
  await untilThere(page, "3020 0000 0001 2345 59");
  await assertAccessible(page, surface);
  const receipts = await page.request.get(`${nodo.address("creditors")}.json`);
  assert.equal((await receipts.json()).receiptCount, 1);

  // 4: the portal.
  await page.goto(`${nodo.url}/backoffice`);
  await button(page, "Entra con SPID").click();
  await assertAccessible(page, surface);
  await button(page, /Anna Bianchi/).click();
  await page.waitForURL("**/backoffice");
  await page.goto(`${nodo.url}/backoffice/pagamenti`);
  await page.getByRole("link", { name: "3020 0000 0001 2345 59" }).click();
  await page.getByRole("heading", { level: 1, name: /120,50/ }).waitFor();
  await page.getByText("paSendRTV2").first().waitFor();

  // 5: the bank's page, a refusal, and a notice that cannot be paid.
  await page.goto(`${nodo.url}/${creditor}${another}`);
  await choose(page);
  await pay(page, surface, card.poor);
  await ends(page, "Il saldo della tua carta è insufficiente");
  await page.goto(`${nodo.url}/${creditor}${another}`);
  await choose(page);
  await pay(page, surface, card.challenged);
  await page.waitForURL("**/challenge?**");
  await assertAccessible(page, surface);
  await button(page, "Conferma").click();
  await ends(page, /^Hai pagato/);
  await page.goto(`${nodo.url}/${creditor}${expired}`);
  await page.getByRole("heading", { name: /scaduto/ }).waitFor();
  await look("tour end");
}

// Its notices can be paid once, so each surface has a platform of its own.
for (const surface of surfaces) {
  journeys(`the tour (${surface.name})`, (journey) => {
    journey("is as the README says", tour, { on: [surface] });
  });
}
