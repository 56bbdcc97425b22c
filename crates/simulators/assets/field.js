// Runs in one hosted field. It speaks only with the merchant's page that frames it.
(() => {
  "use strict";
  // Until the merchant's page listens: every 300 ms for a minute.
  const GREETING_MS = 300;
  const GREETINGS_MAX = 200;
  const { api, field, merchant, session, wrong } = document.body.dataset;
  const input = document.getElementById("value");
  const error = document.getElementById("error");
  const tell = (message) => window.parent.postMessage({ id: field, ...message }, merchant);

  async function call(path, body) {
    try {
      const reply = await fetch(`${api}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", session },
        body: JSON.stringify(body),
      });
      const data = await reply.json();
      if (reply.ok) return data;
      return { errorCode: data.errors?.[0]?.code ?? "HF0002" };
    } catch {
      return { errorCode: "HF0002" };
    }
  }

  async function save(confirming) {
    const { errorCode } = await call(`/fe/build/text/${field}`, { value: input.value });
    if (errorCode) {
      input.setAttribute("aria-invalid", "true");
      error.textContent = wrong;
      tell({ event: "BUILD_ERROR", errorCode, confirming });
    } else {
      input.removeAttribute("aria-invalid");
      error.textContent = "";
      tell({ event: "BUILD_SUCCESS", confirming });
    }
  }

  async function finish() {
    const { errorCode, state } = await call("/fe/build/confirm", {});
    if (errorCode) tell({ event: "CONFIRM_ERROR", errorCode });
    else tell({ event: "BUILD_FLOW_STATE_CHANGE", state });
  }

  function dress(link) {
    if (typeof link !== "string" || document.getElementById("merchant-style")) return;
    const url = new URL(link, merchant);
    if (url.origin !== merchant) return;
    const style = document.createElement("link");
    style.id = "merchant-style";
    style.rel = "stylesheet";
    style.href = url.href;
    document.head.append(style);
  }

  window.addEventListener("message", (message) => {
    if (message.origin !== merchant || message.source !== window.parent) return;
    switch (message.data?.event) {
      case "HELLO":
        clearInterval(greeting);
        dress(message.data.cssLink);
        break;
      case "CONFIRM_DATA":
        save(true);
        break;
      case "FINISH":
        finish();
        break;
    }
  });

  input.addEventListener("focus", () => tell({ event: "FIELD_FOCUSSED" }));
  input.addEventListener("blur", () => {
    tell({ event: "FIELD_BLURRED" });
    if (input.value) save(false);
  });

  let greetings = 0;
  const greet = () => {
    tell({ event: "FIELD_LOADED" });
    greetings += 1;
    if (greetings === GREETINGS_MAX) clearInterval(greeting);
  };
  const greeting = setInterval(greet, GREETING_MS);
  greet();
})();
