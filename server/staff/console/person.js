// The left side: whoever is at the counter now, with everything a colleague may need to know about the visit.
import { clock, officeTime } from "/web/clock.js";
import { pick } from "/web/words.js";
import { badges } from "./badges.js";
import { minutes, split } from "./line.js";
import { stepNames } from "./handon.js";
import { fill, find } from "./parts.js";

function timesOf(ticket, word) {
  const facts = { since: minutes(ticket.since, officeTime()), waited: minutes(ticket.issued_at, Date.parse(ticket.since)), at: clock(ticket.issued_at) };
  return [word(`console.since_${ticket.phase}`, { count: facts.since }), word(ticket.carried ? "console.taken_before" : "console.taken_at", facts)].join(" · ");
}

function stepOf({ ticket, patience }, word) {
  const most = ticket.phase === "called" && patience?.calls;
  const times = most ? word("console.times_of", { times: ticket.times, most }) : ticket.times > 1 && word("console.times", { times: ticket.times });
  return [word(`console.phase_${ticket.phase}`), times, ticket.silent && ticket.phase === "called" && word("console.not_aloud")].filter(Boolean).join(" · ");
}

/** `showPerson(picture, word)`: who is here, else what comes next. */
export function showPerson(picture, word) {
  const { ticket, counter: desk, waiting, groups } = picture, paused = desk.state === "paused", { own, helps } = split(picture);
  find("person").dataset.phase = ticket?.phase ?? "";
  find("person").classList.toggle("idle", !ticket);
  find("label").classList.toggle("wide", (ticket?.label.length ?? 0) > 4);
  find("label").textContent = ticket?.label ?? word(paused ? "console.is_paused" : !waiting.length ? "console.is_empty" : helps ? "console.is_free_helps" : "console.is_free", { count: own, own, helps });
  fill("step", ticket ? stepOf(picture, word) : "");
  fill("note", ticket?.note ? word("console.note", { note: ticket.note }) : "");
  fill("mark", ticket?.mark ? word("console.mark", { mark: pick(ticket.mark) }) : paused ? pick(desk.why) : "");
  const first = ticket ?? (paused ? null : waiting.find((one) => one.first)); // where this counter only helps it may be nobody's turn yet
  find("service").textContent = ticket ? pick(ticket.name) : first ? word("console.next_is", { label: first.label, name: pick(first.name) }) : "";
  fill("procedure", ticket ? pick(ticket.procedure) : "");
  find("specials").replaceChildren(...(ticket ? badges({ ...ticket, first: false }, word, groups) : []));
  fill("route", ticket?.steps?.length ? word("console.route", { names: stepNames(picture, ticket) }) : "");
  fill("times", ticket ? timesOf(ticket, word) : "");
}
