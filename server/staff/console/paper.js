// The paper of one ticket, in a few words: what the printer did with it, asked again as long as that may change.
import { get } from "/web/send.js";

const EVERY = 2000;    // ms between two looks
const SOON = 500;      // ms between two looks at a paper that somebody has just asked for
const EAGER = 5000;    // ms for which it is looked at so often
const RECENT = 60000;  // ms in which another copy is likely to be the same wish once more
const LONGEST = 90000; // ms after which a paper that is still open is left to whoever looks after the printers
const PLACED = new Set(["leased", "sending", "printed", "sent_unconfirmed", "unknown"]); // states in which a printer has, or had, the paper
const OVER = new Set(["printed", "none", "cancelled", "sent_unconfirmed"]);

/**
 * `follow(id, print?)` looks at a ticket's paper until it is settled, `follow(null)` stops; `onPaper(print|null, id)`.
 * Whoever gives the `print` has just asked for it: the first seconds are looked at closely.
 */
export function paperWatch(onPaper) {
  let id = null, timer = null, since = 0, asked = false;

  function know(print) {
    onPaper(print, id);
    if (print && OVER.has(print.state)) return;
    const passed = performance.now() - since;
    if (passed < LONGEST) timer = setTimeout(look, asked && passed < EAGER ? SOON : EVERY);
  }

  async function look() {
    const mine = id;
    const found = await get(`/tickets/${encodeURIComponent(mine)}`).catch(() => null);
    if (mine === id) know(found?.print ?? null);
  }

  return {
    get id() { return id; },
    follow(next, print) {
      clearTimeout(timer);
      id = next;
      since = performance.now();
      asked = Boolean(print);
      if (!next || !print) onPaper(null, id);
      if (next && print) know(print);
      else if (next) look();
    },
  };
}

/**
 * "Phiếu: chưa in được (hết giấy)", "Phiếu: đã in – quay-1"; empty when nothing is known.
 * @param {string|null|undefined} usual where papers come out here: any other printer is named; undefined when nobody says
 */
export function paperWords(print, word, usual) {
  if (!print) return "";
  const key = `console.why_${print.why}`, why = print.why && word(key) !== key ? ` (${word(key)})` : "";
  const state = print.copy > 0 && print.state === "printed" ? "reprinted" : print.state;
  const said = word(`console.paper_${state}`, { copy: print.copy });
  const where = PLACED.has(print.state) && usual !== undefined && print.printer && print.printer !== usual ? ` – ${print.printer}` : "";
  return said.startsWith("console.") ? "" : said + why + where;
}

/** The copies that this console has seen being made. `note(id, print)`; `recent(id)` -> {copy, state, at}|null, `at` by the office's clock. */
export function copies(now) {
  const seen = new Map(); // ticket -> {copy, state, at: null for one that was there before this console looked}
  return {
    note(id, print, asked = false) {
      if (!id || !print) return;
      const last = seen.get(id), fresh = asked || (last && print.copy > last.copy);
      seen.set(id, { copy: print.copy, state: print.state, at: fresh ? now() : last?.copy === print.copy ? last.at : null });
    },
    recent(id) {
      const last = seen.get(id);
      return last?.copy > 0 && last.at !== null && now() - last.at < RECENT ? last : null;
    },
  };
}

/** Whether somebody should do something about it. */
export const isTrouble = (print) => ["held", "unknown", "expired"].includes(print?.state);
