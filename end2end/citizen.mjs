// What a citizen does in Checkout, step by step, for every journey that needs a payment.

export const creditor = "77777777777";
export const card = {
  paid: "4000000000000101",
  challenged: "4000000000000200",
  checked: "4000000000000309",
  poor: "4000000000000408",
};
export const email = "mario@example.it";
const outcome_ms_max = 30_000;

export const button = (page, name) => page.getByRole("button", { name });
export const goOn = (page) => button(page, "Continua").click();

// A notice that the demo creditor has issued, another one for each number.
export const noticeOf = (number) => `3029${String(number).padStart(14, "0")}`;

// From the notice to the page with the pay button.
export async function choose(page, look = async () => {}) {
  await page.getByRole("link", { name: "Vai al pagamento" }).click();
  await look("checkout email");
  await page.getByLabel("Indirizzo e-mail", { exact: true }).fill(email);
  await page.getByLabel("Ripeti l’indirizzo e-mail").fill(email);
  await goOn(page);
  await page.waitForURL("**/scegli-metodo");
  await look("checkout method");
  await button(page, /Carta di credito/).click();
  await page.waitForURL("**/lista-psp");
  await look("checkout psp");
  await goOn(page);
  await page.waitForURL("**/riepilogo-pagamento");
}

async function field(page, id, value) {
  await page.frameLocator(`iframe[src*="id=${id}"]`).locator("input").fill(value);
}

// Types the card where this surface types it, and pays.
export async function pay(page, surface, number) {
  if (surface.script) {
    await field(page, "CARD_NUMBER", number);
    await field(page, "EXPIRATION_DATE", "12/30");
    await field(page, "SECURITY_CODE", "123");
    await field(page, "CARDHOLDER_NAME", "Mario Rossi");
    await button(page, /^Paga/).click();
    return;
  }
  await button(page, /^Paga/).click();
  await page.waitForURL("**/pay?**");
  await page.getByLabel("Numero della carta").fill(number);
  await page.getByLabel("Scadenza (mm/aa)").fill("12/30");
  await page.getByLabel("Codice di sicurezza").fill("123");
  await page.getByLabel(/Titolare/).fill("Mario Rossi");
  await button(page, /^Paga/).click();
}

// Waits for the end on the result page, which refreshes itself on every surface.
export async function ends(page, title) {
  await page.waitForURL("**/esito/*");
  await page
    .getByRole("heading", { level: 1, name: title })
    .waitFor({ timeout: outcome_ms_max });
}
