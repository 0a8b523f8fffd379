// What becomes of a ticket's paper, as far as a citizen may be told: the office is asked, and nothing is made nicer.
import { get, Refused, send } from "/web/send.js";

const SOON = 500;      // ms between two looks while the paper may come at any moment
const ASK = 1000;      // ms between two looks afterwards
const SLOW = 4000;     // ms after which a paper that has not come is trouble, whatever the reason;
const BACKUP = 5000;   // ms more while it waits for a printer that works: a backup takes over what has waited five seconds
const FRESH = 1500;    // ms after a wish for another paper in which the old trouble may still be all that is known
const PATIENCE = 6000; // ms a wish is sent again while the office does not answer
const UNDER_WAY = new Set(["queued", "leased", "sending"]);
const SETTLED = { printed: "printed", sent_unconfirmed: "sent", none: "unprinted", cancelled: "unprinted" };

/**
 * Follows the paper of `visit.ticket`; what is known stays in `visit`, so that a change of language loses nothing.
 * @param {{printerDown: () => boolean, picture: object}} app
 * @param {{ticket: object, print?: object, late?: boolean, taken?: boolean}} visit
 * @param {(told: {state: string, begun: boolean, noted: boolean, why: string|null, marked: boolean, retry: boolean,
 *   printer: string|null}) => void} onTold
 *   `state`: printing | printed | taken | sent (the printer cannot say: the citizen is asked) | trouble | unprinted;
 *   `begun`: a printer has this paper in hand; `noted`: the citizen has asked for it, and it waits for a printer;
 *   `why`: the printer's code; `marked`: this paper says that it is a reprint; `retry`: another one may be asked for;
 *   `printer`: its name when it is not the usual one
 */
export function followPaper(app, visit, onTold) {
  const path = `/tickets/${encodeURIComponent(visit.ticket.id)}`;
  let looking = null, lateness = null, freshness = null;
  let wished = null, answered = true, over = false, hoping = false; // wished: "asked" or "granted" for a short while
  let acts = 0; // an answer to a look before the last act is old
  visit.print ??= visit.ticket.print ?? { state: "queued" };

  const waits = () => ["queued", "held"].includes(visit.print.state);
  const underWay = () => UNDER_WAY.has(visit.print.state);

  function state() {
    if (visit.taken) return "taken";
    if (wished === "asked") return "printing";
    if (SETTLED[visit.print.state]) return SETTLED[visit.print.state];
    return wished || (underWay() && !visit.late && !app.printerDown()) ? "printing" : "trouble";
  }

  function why() {
    const known = visit.print.why ?? (app.printerDown() ? app.picture.printer.state : null);
    if (known) return known;
    return visit.print.state === "expired" ? "expired" : answered ? null : "no_answer";
  }

  function tell() {
    if (over) return;
    const { printer = null, retry, copy } = visit.print, usual = app.picture.printer?.name; // null: there is none
    const begun = wished !== "asked" && !waits();
    onTold({ state: state(), begun, noted: visit.noted === true && !begun, why: why(), marked: copy > 0, retry: retry === true,
      printer: begun && usual !== undefined && printer !== usual ? printer : null });
  }

  /** Every paper has its own time. */
  function begin() {
    clearTimeout(lateness);
    visit.late = hoping = false;
    const late = () => { visit.late = true; tell(); };
    const hoped = () => answered && visit.print.state === "queued" && Boolean(app.picture.printer) && !app.printerDown();
    lateness = setTimeout(() => {
      hoping = hoped();
      if (hoping) lateness = setTimeout(late, BACKUP); else late();
    }, SLOW);
  }

  function know(print) {
    const { copy = 0 } = visit.print, stood = !underWay();
    visit.print = print;
    if (underWay() && (stood || print.copy > copy)) begin(); // it goes on, or another paper is made
    tell();
  }

  async function look() {
    const mine = acts;
    const now = await get(path).catch(() => null);
    if (over || mine !== acts) return;
    answered = Boolean(now);
    if (hoping && !answered) visit.late = true; // an office that is silent promises nothing
    if (now?.print) know(now.print);
    else tell();
    later();
  }

  function later() {
    clearTimeout(looking);
    if (!over && !SETTLED[visit.print.state]) looking = setTimeout(look, underWay() && !visit.late ? SOON : ASK);
  }

  /** One wish of the citizen. Gives null when it was granted, else the office's words, "" when there are none. */
  async function ask(what, body) {
    acts += 1;
    clearTimeout(looking);
    try {
      const { print } = await send(`${path}/${what}`, body, { patience: PATIENCE });
      answered = true;
      if (!over) know(print);
      return null;
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500) { answered = false; return ""; }
      visit.print = { ...visit.print, retry: false };
      return error.problem.detail ?? "";
    } finally {
      later();
    }
  }

  /** The wish for another paper: the citizen sees at once that it was heard. */
  async function wish(what, body) {
    clearTimeout(freshness);
    wished = "asked";
    visit.noted = true;
    tell();
    const refused = await ask(what, body);
    if (over) return refused;
    wished = refused === null ? "granted" : null;
    visit.noted = refused === null;
    if (wished) {
      begin();
      freshness = setTimeout(() => { wished = null; tell(); }, FRESH);
    }
    tell();
    return refused;
  }

  async function taken() {
    const refused = await ask("paper", { received: true });
    if (refused === null) visit.taken = true;
    tell();
    return refused;
  }

  if (!visit.late) begin();
  tell();
  later();
  return {
    again: () => wish("reprint", {}), notTaken: () => wish("paper", { received: false }), taken, hear: tell,
    leave() { over = true; for (const timer of [looking, lateness, freshness]) clearTimeout(timer); },
  };
}
