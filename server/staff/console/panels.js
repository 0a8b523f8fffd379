// Inline panels: a few more words before an act. Nothing is covered, Esc goes back. How one is opened is in panel.js.
import { dayOf } from "/web/clock.js";
import { pick, el } from "/web/words.js";
import { chips, chosenIn, field, labelIn, listed, rows, told } from "./fields.js";
import { asidePanels } from "./aside.js";
import { finishPanel, handOnPanel } from "./handon.js";
import { peoplePanels } from "./people.js";
import { givePanel } from "./give.js";
import { bookingPanels } from "./bookings.js";

/** The ticket of this label: one that is listed, else one of today. */
export function ticketOf(picture, label) {
  const known = [picture.ticket, ...picture.waiting, ...picture.absent, ...picture.held].find((one) => one?.label === label);
  return known?.id ?? `${dayOf(picture.now).replaceAll("-", "")}-${label}`;
}

/** Calling somebody out of turn: what everybody will read stands there before it is done. */
function call(picture, word, chosen) {
  const read = told("", "told public");
  return {
    parts: rows(word, "console.call_title", "console.call_go", [
      field(word("console.call_number"), { name: "ticket", class: "short", required: true, value: chosen?.label ?? "", maxlength: 12 }),
      listed("reason", word("console.call_reason"), picture.reasons.map((reason) => ({ value: reason.code, text: pick(reason.name) })))], [read]),
    needs: picture.reasons.length > 0 && "reason", // a centre without a list has "no reason given" written
    look: (form) => {
      const words = chosenIn(form, "reason");
      read.textContent = words ? word("console.call_public", { words }) : word("console.call_public_none");
    },
    request: ({ ticket, reason }) => {
      const label = labelIn(ticket), found = [...picture.waiting, ...picture.absent, ...picture.held].find((one) => one.label === label);
      return { path: `/counters/${picture.counter.no}/call`, body: { ticket: found?.id ?? label, reason: reason || "UNSTATED" } };
    },
  };
}

function reprint(picture, word, chosen) {
  const reasons = ["missing", "unreadable", "lost"].map((code) => word(`console.reprint_${code}`));
  return {
    parts: rows(word, "console.reprint_title", "console.reprint_go", [
      field(word("console.reprint_number"), { name: "label", class: "short", required: true, value: (chosen ?? picture.ticket)?.label ?? "", maxlength: 12 }),
      chips("reason", word("console.reprint_reason"), reasons.map((text, place) => ({ value: text, text, checked: !place }))),
      el("p", { class: "recent", role: "status" })],
      [field(word("console.call_own"), { name: "own" })]),
    request: ({ label: typed, reason, own }) => {
      const label = labelIn(typed);
      return { path: `/tickets/${encodeURIComponent(ticketOf(picture, label))}/reprint`, body: { reason: own || reason }, label };
    },
  };
}

/** The reason of a pause: one of the centre's list, or none; the public reads it, and own words could name somebody. */
const pause = (picture, word) => ({
  parts: rows(word, "console.pause_title", "console.pause_go",
    picture.pause_reasons?.length ? [listed("reason", word("console.pause_list"), picture.pause_reasons.map(({ code, name }) => ({ value: code, text: pick(name) })))] : []),
  request: ({ reason }) => ({ path: `/counters/${picture.counter.no}/pause`, body: reason ? { reason } : {},
    done: (_, { tell }) => tell(word("console.paused_done"), { path: `/counters/${picture.counter.no}/open`, said: word("console.opened_done") }) }),
});

/**
 * What each panel shows, and what it asks the office: `(picture, word, chosen) -> {parts, request, needs?, look?, wide?, wary?}`.
 * `request(fields)` gives `{path, body, label?, done?}` or null when nothing is to be asked; with a label the answer is
 * about that ticket's paper; `done(answer, {tell, open})` says what has happened. `needs` names the choice without which
 * nothing is asked; `look(form, changed)` follows every change. A `wary` panel begins on its way back.
 */
export const PANELS = { call, reprint, pause, transfer: handOnPanel, finish: finishPanel, give: givePanel, ...asidePanels, ...peoplePanels, ...bookingPanels };
