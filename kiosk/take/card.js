// Before a number is taken where the centre wishes it: whoever likes shows a card, and everybody may go on without.
import { el } from "/web/words.js";
import { askCard } from "/room/scan/scan.js";

/** `params`: {wish}: what is taken afterwards. The card's number goes from the question to the office and nowhere else. */
export function card(app, { wish }) {
  const host = el("section", { class: "card-page" }), gone = new AbortController();
  const note = el("p", { class: "slow", role: "status" });
  askCard(host, { words: app.words, signal: gone.signal }).then((number) => {
    host.replaceChildren(el("div", { class: "taking" }, el("h1", {}, app.words("kiosk.taking")), note));
    return app.take(wish, () => { note.textContent = app.words("kiosk.slow"); }, number);
  }, () => {}); // the page was left: no number is taken
  return { node: host, leave: () => gone.abort() };
}
