// The simulated gateway's script: defines Build(config) in the merchant's page.
// The merchant mounts the fields' frames itself; this script only talks with them.
(() => {
  "use strict";
  const base = new URL(document.currentScript.src).href.replace(/\/sdk\.js.*$/, "");
  const origin = new URL(base).origin;
  const FIELDS = ["CARD_NUMBER", "EXPIRATION_DATE", "SECURITY_CODE", "CARDHOLDER_NAME"];

  class Build {
    #config;
    #loaded = new Set();
    #answers = null;

    constructor(config) {
      this.#config = config ?? {};
      window.addEventListener("message", (message) => this.#receive(message));
    }

    // Saves all fields; onBuildFlowStateChange follows with READY_FOR_PAYMENT, or onConfirmError.
    confirmData(callback) {
      this.#answers = new Map();
      this.#send("CONFIRM_DATA");
      if (typeof callback === "function") callback();
    }

    #frames() {
      return [...document.querySelectorAll("iframe")].filter((frame) =>
        frame.src.startsWith(`${base}/`),
      );
    }

    #send(event, field) {
      const message = { event, cssLink: this.#config.cssLink };
      for (const frame of this.#frames()) {
        const isAsked = !field || new URL(frame.src).searchParams.get("id") === field;
        if (isAsked) frame.contentWindow?.postMessage(message, origin);
      }
    }

    #receive(message) {
      if (message.origin !== origin) return;
      if (!this.#frames().some((frame) => frame.contentWindow === message.source)) return;
      const data = message.data;
      if (typeof data !== "object" || data === null) return;
      switch (data.event) {
        case "FIELD_LOADED":
          this.#send("HELLO", data.id);
          this.#loaded.add(data.id);
          if (FIELDS.every((field) => this.#loaded.has(field))) this.#allLoaded();
          break;
        case "BUILD_SUCCESS":
          this.#config.onBuildSuccess?.({ id: data.id });
          this.#answered(data, null);
          break;
        case "BUILD_ERROR":
          this.#config.onBuildError?.({ id: data.id, errorCode: data.errorCode });
          this.#answered(data, data.errorCode);
          break;
        case "CONFIRM_ERROR":
          this.#config.onConfirmError?.({ errorCode: data.errorCode });
          break;
        case "BUILD_FLOW_STATE_CHANGE":
          this.#config.onBuildFlowStateChange?.({ url: data.url }, data.state);
          break;
      }
    }

    #allLoadedOnce = false;

    #allLoaded() {
      if (this.#allLoadedOnce) return;
      this.#allLoadedOnce = true;
      this.#config.onAllFieldsLoaded?.();
    }

    #answered(data, errorCode) {
      if (!this.#answers || !data.confirming) return;
      this.#answers.set(data.id, errorCode);
      if (!FIELDS.every((field) => this.#answers.has(field))) return;
      const wrong = [...this.#answers.values()].find((code) => code);
      this.#answers = null;
      if (wrong) this.#config.onConfirmError?.({ errorCode: wrong });
      else this.#send("FINISH", "CARD_NUMBER");
    }
  }

  window.Build = Build;
})();
