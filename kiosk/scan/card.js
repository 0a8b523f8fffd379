// One person, one number: the identity card, if its owner likes. Its number is handed on and never kept here.
import { el } from "/web/words.js";
import { icon } from "/room/kiosk/say.js";
import { drawing, said } from "/room/scan/layout.js";

/**
 * Asks in `host` for a card.
 * @param {HTMLElement} host
 * @param {{words: (key: string, values?: object) => string, signal?: AbortSignal}} context
 * @param {(onScan: (what: object) => void) => () => void} listen
 * @returns {Promise<string|null>} twelve digits, or null for "without a card"; rejects when `signal` aborts
 */
export function askCard(host, { words, signal }, listen) {
  return new Promise((done, fail) => {
    const trouble = el("div", { class: "notice", role: "alert", hidden: true });
    const without = el("button", { type: "button", class: "solid without" }, words("scan.without_card"));
    const node = el("div", { class: "card-ask" },
      el("div", { class: "hold" }, drawing("card"), said("h1", {}, words("scan.card")), said("p", { class: "what" }, words("scan.card_what"))),
      trouble, said("p", { class: "kept" }, icon("lock"), el("span", {}, words("scan.card_kept"))), without);
    const end = (settle, value) => { stop(); signal?.removeEventListener("abort", aborted); node.remove(); settle(value); };
    const aborted = () => end(fail, signal.reason);
    const stop = listen((what) => {
      if (what.kind === "card") return end(done, what.number);
      trouble.hidden = false;
      return trouble.replaceChildren(icon("alert"), el("p", {}, words("scan.card_unreadable")));
    });
    without.addEventListener("press", () => end(done, null));
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted, { once: true });
    return host.replaceChildren(node);
  });
}
