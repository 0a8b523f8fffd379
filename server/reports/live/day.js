// The day beside the lines: carried over, appointments, calls out of turn, and who has been aside for too long.
import { clock } from "/web/clock.js";
import { pick, el } from "/web/words.js";

const minutes = (from, now) => Math.max(0, Math.floor((Date.parse(now) - Date.parse(from)) / 60000));

/** One line under the totals; nothing is said of what the picture does not tell. */
export function showDay(line, picture, word) {
  const { carried, bookings, fairness, carries, voided, today } = picture, any = bookings && Object.values(bookings).some(Boolean);
  const facts = [
    carried > 0 && word("supervisor.day_carried", { count: carried }),
    carries > 0 && word("supervisor.day_carries", { count: carries }),
    today.cancelled > 0 && voided !== undefined && word("supervisor.day_cancelled", { voided, others: today.cancelled - voided }),
    bookings && (any ? word("supervisor.day_bookings", bookings) : word("supervisor.day_no_bookings")),
    fairness !== undefined && (fairness ? word("supervisor.day_fairness", { count: fairness }) : word("supervisor.day_fair")),
  ].filter(Boolean).map((text) => el("span", {}, text));
  if (fairness !== undefined) facts.push(el("a", { href: "/fairness" }, word("supervisor.fairness_log")));
  const text = facts.map(({ textContent }) => textContent).join("|");
  line.hidden = !facts.length;
  if (line.dataset.shown === text) return; // a link that has the keyboard keeps it
  line.dataset.shown = text;
  line.replaceChildren(...facts);
}

function asideRow(ticket, now, word) {
  const where = ticket.only ?? ticket.counter, why = pick(ticket.reason?.name);
  const count = minutes(ticket.until, now);
  const over = ticket.fix ? word("supervisor.aside_expired", { time: clock(ticket.until) }) : word(count ? "supervisor.aside_over" : "supervisor.aside_just", { count });
  return el("li", {}, el("b", { class: "number" }, ticket.label), el("span", {}, where ? word("supervisor.aside_at", { no: where }) : ""),
    el("span", { class: "aside-why" }, why), el("span", { class: ticket.fix ? null : "look" }, over));
}

/** Whoever was put aside and should have been looked after by now, the longest first. */
export function showAsides(section, { aside = [], now }, word) {
  section.hidden = !aside.length;
  const rows = [...aside].sort((a, b) => Date.parse(a.until) - Date.parse(b.until)).map((ticket) => asideRow(ticket, now, word));
  section.querySelector("ul").replaceChildren(...rows);
}

/** Who is absent now, the longest first: somebody who comes back asks here too. */
export function showAbsents(line, { absent = [], today }, word) {
  const named = absent.map(({ label, counter: no }) => word(no ? "supervisor.absent_one" : "supervisor.absent_bare", { label, no })), more = today.absent - absent.length;
  line.hidden = !absent.length;
  line.textContent = word("supervisor.absents", { names: [...named, ...(more > 0 ? [word("supervisor.absents_more", { count: more })] : [])].join(", ") });
}
