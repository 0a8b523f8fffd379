// The sign above a counter: whom it calls, and whether it is open. It never speaks; the hall's board does.
import { watch, staleBand } from "/web/watch.js";
import { clauses, fill, read, restart } from "/web/hall.js";
import { clock } from "/web/clock.js";
import { words } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "sign"]);
let shown = null; // the call on the sign; "": none; null: no picture yet

/** One of: called, serving, paused, idle. A number that is here is shown even while the counter is paused. */
function stateOf({ counter, ticket }) {
  if (ticket) return ticket.phase === "called" ? "called" : "serving";
  return counter.state === "paused" ? "paused" : "idle";
}

function showTicket(ticket) {
  fill(find("label"), ticket?.label ?? "");
  find("label").style.setProperty("--chars", ticket?.label.length ?? 4);
  const again = ticket?.phase === "called" && ticket.times > 1;
  fill(find("tag"), again ? word("sign.again", { times: ticket.times }) : ticket?.priority ? word("common.priority") : "");
}

/** The public reason for a call out of order, and the end of the day where somebody still waits to be called. */
function showNotes({ ticket, closing }) {
  const mark = ticket?.phase === "called" ? ticket.mark : null;
  fill(find("mark-why"), mark ? word("sign.mark", { mark: read(mark) }) : "");
  find("mark").hidden = !mark;
  if (!ticket && closing && find("why").hidden) fill(find("why"), word(`sign.closing_${closing.kind}`, { time: clock(closing.at) }));
}

function onPicture(picture) {
  const { counter, ticket } = picture, state = stateOf(picture), name = read(counter.name);
  const call = state === "called" ? `${ticket.label} ${ticket.times}` : "";
  const fresh = shown !== null && call && call !== shown;
  shown = call;
  find("sign").dataset.state = state;
  find("counter-no").textContent = counter.no;
  find("counter-name").replaceChildren(...clauses(name));
  find("counter-name").classList.toggle("long", name.length > 40);
  showTicket(ticket);
  fill(find("big"), ticket ? "" : word(`sign.${state}`));
  fill(find("why"), !ticket && state === "paused" ? read(counter.why) : "");
  showNotes(picture);
  find("word").textContent = word(`sign.${state}`);
  if (fresh) restart(find("sign"));
}

addEventListener("contextmenu", (event) => event.preventDefault());
const office = watch({ onPicture, onStale: staleBand(word) });
office.socket.on("gone", ({ kind, name }) => { if (kind === "counter" && name === document.body.dataset.name) location.reload(); });
