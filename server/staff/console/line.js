// The right side: who waits, in the order of calling; who was absent; who was put aside.
import { pick, el } from "/web/words.js";

const LONG = 15, VERY = 30; // minutes: the state's norm for a visit is 15 (Decision 468/QĐ-TTg), twice that is a grievance

export const minutes = (from, now) => Math.max(0, Math.floor((now - Date.parse(from)) / 60000));

function waited(ticket, now, word) {
  const count = minutes(ticket.issued_at, now);
  const kind = count > VERY ? "wait very" : count > LONG ? "wait long" : "wait";
  return el("span", { class: kind }, word("console.minutes", { count }));
}

function what(ticket, word) {
  const title = el("span", {}, pick(ticket.name));
  if (ticket.first) title.append(el("span", { class: "badge first" }, word("console.first")));
  if (ticket.priority) title.append(el("span", { class: "badge" }, word("common.priority")));
  return el("span", { class: "what" }, title, ticket.procedure && el("small", {}, pick(ticket.procedure)),
    ticket.note && el("small", {}, ticket.note));
}

/** A waiting ticket; a click opens "call this one" with its number filled in. */
export const waitingRow = (ticket, now, word, onChoose) =>
  el("li", {}, el("button", { type: "button", class: "row-ticket", "data-ticket": ticket.id, onclick: () => onChoose(ticket) },
    el("span", { class: "number id" }, ticket.label), what(ticket, word), waited(ticket, now, word)));

/** An absent or held ticket with its way back into the line. */
export const asideRow = (ticket, now, word, onReturn) =>
  el("li", { class: "row-ticket", "data-ticket": ticket.id },
    el("span", { class: "number id" }, ticket.label), what(ticket, word),
    el("button", { type: "button", class: "return", onclick: () => onReturn(ticket) }, word("console.return")));
