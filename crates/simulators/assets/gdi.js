// Runs in the 3DS method page: ends the verification and tells the merchant's page what follows.
(async () => {
  "use strict";
  const { api, merchant, session } = document.body.dataset;
  if (window.parent === window) return;
  const tell = (message) => window.parent.postMessage({ id: "GDI", ...message }, merchant);
  try {
    const reply = await fetch(`${api}/fe/gdi`, { method: "POST", headers: { session } });
    if (!reply.ok) throw new Error(`${reply.status}`);
    const { state, url } = await reply.json();
    tell({ event: "BUILD_FLOW_STATE_CHANGE", state, url });
  } catch {
    tell({ event: "CONFIRM_ERROR", errorCode: "HF0009" });
  }
})();
