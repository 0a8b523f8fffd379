// The right side: who waits, in the order of calling; who was absent; who was put aside.
import { clock } from "/web/clock.js";
import { pick, el } from "/web/words.js";
import { badges } from "./badges.js";

const LONG = 15, VERY = 30; // minutes: the state's norm for a visit is 15 (Decision 468/QĐ-TTg), twice that is a grievance

export const minutes = (from, now) => Math.max(0, Math.floor((now - Date.parse(from)) / 60000));

function waited(ticket, now, word) {
  if (ticket.carried) return el("span", { class: "wait before" }, word("console.from_before")); // its times are midnight's
  const count = minutes(ticket.issued_at, now);
  const kind = count > VERY ? "wait very" : count > LONG ? "wait long" : "wait";
  return el("span", { class: kind }, word("console.minutes", { count }));
}

function what(ticket, word, ...more) {
  return el("span", { class: "what" }, el("span", { class: "titles" }, el("span", {}, pick(ticket.name)), ...badges(ticket.phase === "waiting" ? { ...ticket, carried: false } : ticket, word)),
    ticket.procedure && el("small", {}, pick(ticket.procedure)),
    ticket.note && el("small", { class: "said-note" }, ticket.note), ...more);
}

/** A waiting ticket; a click opens "call this one" with its number filled in. */
export const waitingRow = (ticket, now, word, onChoose) =>
  el("li", {}, el("button", { type: "button", class: "row-ticket", "data-ticket": ticket.id, onclick: () => onChoose(ticket) },
    el("span", { class: "number id" }, ticket.label), what(ticket, word), waited(ticket, now, word)));

/** Why it is aside and until when: "Đi phô tô · nhắc lúc 09:40". */
function asideWords(ticket, now, word, patience) {
  const why = pick(ticket.reason?.name), time = ticket.until && clock(ticket.until);
  if (ticket.phase === "absent")
    return patience ? word("console.aside_late", { places: patience.late_behind }) : "";
  const when = ticket.fix ? word(ticket.overdue ? "console.aside_expired" : "console.aside_fix", { time, places: patience?.fix_behind })
    : ticket.overdue ? word("console.aside_overdue", { count: minutes(ticket.until, now) }) : time ? word("console.aside_remind", { time }) : "";
  return [why, when].filter(Boolean).join(" · ");
}

const over = (ticket) => ticket.fix && ticket.overdue;

/** An absent or held ticket with its way back; one whose time is over comes back by a call with a reason alone. */
export function asideRow(ticket, now, word, { onReturn, onChoose }, patience) {
  const words = asideWords(ticket, now, word, patience), due = ticket.overdue && !ticket.fix;
  return el("li", { class: "row-ticket", "data-ticket": ticket.id },
    el("span", { class: "number id" }, ticket.label), what(ticket, word, words && el("small", { class: due ? "when due" : "when" }, words)),
    over(ticket) ? el("button", { type: "button", class: "return", onclick: () => onChoose(ticket) }, word("console.aside_call"))
      : el("button", { type: "button", class: "return", onclick: () => onReturn(ticket) }, word("console.return")));
}

/** "Giúp khi chờ quá 15 phút: Chứng thực" – the beginning of the lines in which this counter only helps. */
export function helpsHead({ counter, services }, word) {
  const { helps_after: after, helps_from: from } = counter, names = services.filter(({ code }) => counter.helps?.includes(code)).map(({ name }) => pick(name)).join(", ");
  const key = after && from ? "both" : after ? "after" : from ? "from" : "free";
  return el("li", { class: "part" }, word(`console.helps_${key}`, { names, after, from }));
}

/** Held tickets somebody should look after now; an expired return ticket is nobody's duty any more. */
export const dueOf = (held) => held.filter((ticket) => ticket.overdue && !ticket.fix);

/** How many wait in the counter's own lines, and in those where it only helps; the list may show the beginning only. */
export function split({ waiting, today, counter }) {
  const total = Math.max(today.waiting, waiting.length), own = waiting.filter(({ service }) => !counter.helps?.includes(service)).length;
  return own < waiting.length || total === waiting.length ? { own, helps: total - own } : { own: total, helps: 0 };
}
