// Inline panels: a few more words before an act. Nothing is covered, Esc goes back.
import { dayOf } from "/web/clock.js";
import { pick, el } from "/web/words.js";

const LONGEST = 120; // letters of a reason that the office takes
const ask = (label, attributes) => el("label", { class: "ask" }, label, el("input", { autocomplete: "off", maxlength: LONGEST, ...attributes }));

function chips(name, legend, choices) {
  const chip = ({ value, text, letter, checked }) => el("label", { class: "chip" },
    el("input", { type: "radio", name, value, checked, "data-letter": letter }), el("span", {}, text));
  return el("fieldset", { class: "chips" }, el("legend", {}, legend), ...choices.map(chip));
}

const ends = (word, go) => [el("button", { class: "go" }, word(go)), el("button", { type: "button", class: "back" }, word("console.back"))];
const rows = (word, title, go, parts, last) => [el("h2", {}, word(title)), ...parts, el("div", { class: "row" }, ...last, ...ends(word, go))];

/** The ticket of this label: one that is listed, else one of today. */
export function ticketOf(picture, label) {
  const listed = [picture.ticket, ...picture.waiting, ...picture.absent, ...picture.held].find((one) => one?.label === label);
  return listed?.id ?? `${dayOf(picture.now).replaceAll("-", "")}-${label}`;
}

/**
 * What each panel shows, and what it asks the office: `{parts, request(fields) -> [path, body, label?]}` – with a label
 * the path is that of its ticket, else of the counter; `needs` names the choice without which nothing is asked.
 */
export const PANELS = {
  transfer: (picture, word) => ({
    parts: rows(word, "console.transfer_title", "console.transfer_go", [
      chips("service", word("console.transfer_to"), picture.services.filter((service) => service.code !== picture.ticket?.service)
        .map((service) => ({ value: service.code, letter: service.letter, text: `${service.letter} · ${pick(service.name)}` })))],
      []),
    needs: "service",
    request: ({ service }) => ["/transfer", { service }],
  }),
  call: (picture, word, chosen) => ({
    parts: rows(word, "console.call_title", "console.call_go", [
      ask(word("console.call_number"), { name: "ticket", class: "short", required: true, value: chosen?.label ?? "", maxlength: 12 }),
      chips("reason", word("console.call_reason"), picture.reasons.map((reason) => ({ value: reason.code, text: pick(reason.name) })))],
      [ask(word("console.call_own"), { name: "own" })]),
    needs: "reason",
    request: ({ ticket, reason, own }) => {
      const label = ticket.toUpperCase();
      const found = picture.waiting.find((one) => one.label === label);
      return ["/call", { ticket: found?.id ?? label, reason: own || reason }];
    },
  }),
  reprint: (picture, word, chosen) => ({
    parts: rows(word, "console.reprint_title", "console.reprint_go", [
      ask(word("console.reprint_number"), { name: "label", class: "short", required: true, value: (chosen ?? picture.ticket)?.label ?? "", maxlength: 12 }),
      chips("reason", word("console.reprint_reason"), ["missing", "unreadable", "lost"].map((code) =>
        ({ value: word(`console.reprint_${code}`), text: word(`console.reprint_${code}`), checked: code === "missing" }))),
      el("p", { class: "recent", role: "status" })],
      [ask(word("console.call_own"), { name: "own" })]),
    request: ({ label: typed, reason, own }) => {
      const label = typed.toUpperCase();
      return [`/tickets/${encodeURIComponent(ticketOf(picture, label))}/reprint`, { reason: own || reason }, label];
    },
  }),
  pause: (picture, word) => ({
    parts: rows(word, "console.pause_title", "console.pause_go", [], [ask(word("console.pause_why"), { name: "reason" })]),
    request: ({ reason }) => ["/pause", reason ? { reason } : {}],
  }),
};

/** Opens a panel in `form`; `onRequest(path, body)` when it is sent, `onClose()` when it is left, `onLacking(name)`. */
export function openPanel(form, { parts, request, needs }, { onRequest, onClose, onLacking }) {
  form.replaceChildren(...parts);
  form.hidden = false;
  form.querySelector(".back").addEventListener("click", onClose);
  form.onsubmit = (event) => {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    if (needs && !fields[needs] && !fields.own) onLacking(needs); else onRequest(...request(fields));
  };
  form.onkeydown = ({ target, key }) => {
    if (target.type !== "radio") return;
    const chosen = form.querySelector(`[data-letter="${CSS.escape(key.toUpperCase())}"]`); // the service's letter is its key
    if (chosen) { chosen.checked = true; chosen.focus(); }
  };
  form.querySelector("input").focus();
}
