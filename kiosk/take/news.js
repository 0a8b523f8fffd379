// The news of the paper: a drawing, one sentence of what is so, one of what to do, and the buttons that belong to it.
import { el } from "/web/words.js";
import { button, reason } from "/room/kiosk/say.js";

/**
 * @param {{again: () => Promise<string|null>, taken: () => Promise<string|null>, notTaken: () => Promise<string|null>}} wishes
 *   each gives null when it was granted, else the office's words ("" when it did not answer)
 * @returns {{node: Element, show: (told: object) => boolean}} `show` says whether the news is new
 */
export function paperNews(app, ticket, wishes) {
  const { words } = app;
  const drawing = document.getElementById("drawing-printer").content.firstElementChild.cloneNode(true);
  drawing.querySelector(".figure").textContent = ticket.label;
  drawing.style.setProperty("--letters", ticket.label.length);
  const news = el("div", { class: "news", role: "status" });
  const acts = el("div", { class: "acts" });
  const node = el("div", { class: "print" }, drawing, news, acts);
  let told = null, refused = null, seen = null;

  const act = (label, attributes, wish) => button(words(label), { ...attributes, onpress: async ({ currentTarget }) => {
    for (const one of acts.children) one.disabled = true;
    currentTarget.textContent = words("kiosk.sending");
    refused = null;
    refused = await wish();
    seen = null;
    show(told);
  } });

  const lines = {
    printing: ({ begun, noted, marked }) => [words(begun ? (marked ? "kiosk.printing_again" : "kiosk.printing") : noted ? "kiosk.noted" : "kiosk.queued")],
    printed: () => [words("kiosk.printed")],
    taken: () => [words("kiosk.taken"), words("kiosk.sit")],
    sent: () => [words("kiosk.sent"), words("kiosk.sent_what", { label: ticket.label })],
    trouble: ({ why }) => [`${words("kiosk.printer_down")}${reason(words, why)}.`, words("kiosk.trouble", { label: ticket.label }), words("kiosk.trouble_what")],
    unprinted: () => [words("kiosk.unprinted", { label: ticket.label }), words("kiosk.copy_down")],
  };

  /** A wish that is noted needs no second one: the button comes back when the paper's time is over. */
  function buttons({ state, retry, noted }) {
    if (state === "sent") return [act("kiosk.sent_yes", { class: "solid" }, wishes.taken), act("kiosk.sent_no", { class: "plain" }, wishes.notTaken)];
    return state === "trouble" && retry && !noted ? [act("kiosk.again", { class: "plain", icon: "again" }, wishes.again)] : [];
  }

  function show(now) {
    const { state, begun, noted, marked, printer } = told = now;
    const key = JSON.stringify([now, refused]);
    if (key === seen) return false;
    const changed = node.dataset.print !== state;
    seen = key;
    node.dataset.print = state;
    node.toggleAttribute("data-begun", begun);
    const paper = state === "printing" || state === "printed";
    news.replaceChildren(...lines[state](now).map((line) => el("p", {}, line)),
      (paper || state === "sent") && printer ? el("p", { class: "elsewhere" }, words("kiosk.elsewhere", { printer })) : "",
      paper && marked ? el("p", { class: "small" }, words("kiosk.marked")) : "",
      state === "trouble" && noted ? el("p", { class: "small" }, words("kiosk.noted")) : "",
      refused !== null && (state === "trouble" || state === "sent") ? el("p", { class: "small" }, refused || words("kiosk.not_asked")) : "");
    acts.replaceChildren(...buttons(now));
    return changed;
  }

  return { node, show };
}
