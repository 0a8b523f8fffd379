// The sign above a counter: whom it calls, and whether it is open. It never speaks; the hall's board does.
import { watch, staleBand } from "/web/watch.js";
import { words, pick, el } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "sign"]);
const read = (names) => pick(names).replaceAll(" – ", "\u00a0– "); // a dash never begins a line
let shown = null; // the call on the sign; "": none; null: no picture yet

function fill(name, text) { find(name).textContent = text; find(name).hidden = !text; }

/** One of: called, serving, paused, idle. A number that is here is shown even while the counter is paused. */
function stateOf({ counter, ticket }) {
  if (ticket) return ticket.phase === "called" ? "called" : "serving";
  return counter.state === "paused" ? "paused" : "idle";
}

/** A name breaks between its clauses before it breaks inside one: "Quầy Tư pháp –" / "Hộ tịch". */
const clauses = (name) => name.split(/(?<=\u00a0– )/).map((clause) => el("span", { class: "clause" }, clause));

function restart(node) {
  node.classList.remove("new");
  void node.offsetWidth; // the browser forgets the finished movement only after a look
  node.classList.add("new");
}

function showTicket(ticket) {
  fill("label", ticket?.label ?? "");
  find("label").style.setProperty("--chars", ticket?.label.length ?? 4);
  const again = ticket?.phase === "called" && ticket.times > 1;
  fill("tag", again ? word("sign.again", { times: ticket.times }) : ticket?.priority ? word("common.priority") : "");
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
  fill("big", ticket ? "" : word(`sign.${state}`));
  fill("why", !ticket && state === "paused" ? read(counter.why) : "");
  find("word").textContent = word(`sign.${state}`);
  if (fresh) restart(find("sign"));
}

addEventListener("contextmenu", (event) => event.preventDefault());
watch({ onPicture, onStale: staleBand(word) });
