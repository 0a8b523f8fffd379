// What is special about a ticket, in a word or two each; a ticket with nothing special has none.
import { clock } from "/web/clock.js";
import { el, pick } from "/web/words.js";

/** `[[kind, text]…]` in the order in which they matter to whoever calls it. */
export function specials(ticket, word, groups) {
  const group = ticket.priority && pick(groups?.find(({ code }) => code === ticket.priority)?.name);
  return [
    ticket.first && ["first", word("console.first")],
    ticket.priority && ["gold", group ? word("console.badge_group", { group }) : word("common.priority")],
    ticket.booked && ["plain", word("console.badge_booked", { time: clock(ticket.booked) })],
    ticket.fix && ticket.phase !== "held" && ["plain", word("console.badge_fix")],
    ticket.carried && ["plain", word("console.badge_carried")],
    ticket.silent && ["mute", word("console.badge_silent")],
    ticket.only && ["plain", word(ticket.phase === "held" ? "console.badge_back" : "console.badge_only", { no: ticket.only })],
    ticket.step && (ticket.step.no > 1 || ticket.phase !== "waiting") && ["plain", word("console.badge_step", ticket.step)],
    ticket.dossiers > 1 && ["plain", word("console.badge_dossiers", { count: ticket.dossiers })],
    ticket.misses > 0 && ["plain", word("console.badge_misses", { count: ticket.misses })],
    ticket.postponed > 0 && ["plain", word("console.badge_postponed")],
  ].filter(Boolean);
}

export const badges = (ticket, word, groups) => specials(ticket, word, groups).map(([kind, text]) => el("span", { class: `badge ${kind}` }, text));
