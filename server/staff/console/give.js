// A number given by hand: for services the kiosk does not have (home visits, back office), and for whoever needs help.
import { pick } from "/web/words.js";
import { chips, field, listed, rows } from "./fields.js";

const MOST = 99; // dossiers of one visit that the office takes

export function givePanel(picture, word) {
  const services = picture.services.map((service) => ({ value: service.code, key: service.letter || undefined, text: pick(service.name) }));
  const groups = [{ value: "", text: word("console.priority_none"), checked: true }, ...(picture.groups ?? []).map(({ code, name }) => ({ value: code, text: pick(name) }))];
  return {
    parts: rows(word, "console.give_title", "console.give_go", [
      chips("service", word("console.give_service"), services),
      groups.length > 1 && listed("priority", word("console.priority_group"), groups)].filter(Boolean),
      [field(word("console.give_dossiers"), { name: "dossiers", class: "short", type: "number", min: 1, max: MOST, value: 1, required: true })]),
    needs: "service",
    wide: true,
    request: ({ service, priority, dossiers }) => ({
      path: "/tickets", body: { service, dossiers: Number(dossiers), language: "vi", ...(priority && { priority }) },
      done: (ticket, { tell }) => tell(word("console.give_done", { label: ticket.label, name: pick(ticket.name), count: ticket.ahead ?? 0 }),
        { path: `/tickets/${ticket.id}/cancel`, said: word("console.give_undone", ticket), name: word("console.give_undo", ticket) }),
    }),
  };
}
