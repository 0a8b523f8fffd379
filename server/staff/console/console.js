// The counter's console: the picture says what is so, a key asks for the next step, the office decides.
import { watch, staleBand } from "/web/watch.js";
import { clock, officeTime } from "/web/clock.js";
import { words, pick } from "/web/words.js";
import { presser } from "./press.js";
import { openPanel, PANELS, ticketOf } from "./panels.js";
import { asideRow, minutes, waitingRow } from "./line.js";
import { morning } from "./morning.js";
import { copies, isTrouble, paperWatch, paperWords } from "./paper.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "console"]);
const counter = `/counters/${document.body.dataset.name}`;
const KEYS = { Space: "next", KeyF: "next", KeyS: "start", KeyR: "recall", KeyA: "absent", Enter: "finish", NumpadEnter: "finish",
  KeyH: "hold", KeyT: "transfer", KeyC: "call", KeyP: "pause", KeyI: "reprint" };
const SERVING = new Set(["finish", "hold", "transfer"]), CALLED = new Set(["start", "recall", "absent"]);
let picture = null, tab = "waiting", busy = false, open = null;

const showMorning = morning(find("morning"), word);

/** What a step changes in the picture: the desk, or the place of the ticket that is given back. */
function trace(path) {
  const { counter: desk, ticket, absent = [], held = [] } = picture ?? {};
  if (path.endsWith("/reprint")) return ""; // no picture shows it: the same wish within a minute is the same paper
  if (path.startsWith(counter)) return JSON.stringify([desk?.state, ticket?.id, ticket?.phase, ticket?.times]);
  return String([...absent, ...held].some(({ id }) => path.startsWith(`/tickets/${id}/`)));
}

const press = presser({ trace, onBusy: (now) => { busy = now; document.body.classList.toggle("busy", now); showKeys(); } });
const fill = (name, text) => { find(name).textContent = text; find(name).hidden = !text; };
const phase = () => picture?.ticket?.phase ?? null;
const paused = () => Boolean(picture) && picture.counter.state === "paused";

function may(act) {
  if (!picture || busy) return false;
  if (act === "pause" || act === "reprint") return true; // while somebody is here the office says what to do first
  if (act === "call") return !paused() && !phase() && picture.waiting.length > 0;
  if (act === "next") return !paused() && (phase() === "serving" || (!phase() && picture.waiting.length > 0));
  return phase() === "serving" ? SERVING.has(act) : phase() === "called" && CALLED.has(act);
}

function showKeys() {
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !may(button.dataset.act);
  const serving = phase() === "serving";
  find("next").querySelector("kbd").textContent = serving ? "F" : "Space";
  find("next").querySelector("span").textContent = word(serving ? "console.finish_next" : "console.next");
  document.querySelector("[data-act=pause] span").textContent = word(paused() ? "console.open" : "console.pause");
  document.querySelector("[data-act=start]").classList.toggle("lead", phase() === "called");
  document.querySelector("[data-act=finish]").classList.toggle("lead", serving);
  document.querySelector("[data-act=pause]").classList.toggle("lead", paused());
}

function showPerson() {
  const { ticket, counter: desk, waiting } = picture;
  find("person").dataset.phase = ticket?.phase ?? "";
  find("person").classList.toggle("idle", !ticket);
  find("label").classList.toggle("wide", (ticket?.label.length ?? 0) > 4);
  const idle = paused() ? "console.is_paused" : waiting.length ? "console.is_free" : "console.is_empty";
  find("label").textContent = ticket?.label ?? word(idle, { count: waiting.length });
  fill("step", ticket ? word(`console.phase_${ticket.phase}`) + (ticket.times > 1 ? ` · ${word("console.times", { times: ticket.times })}` : "") : "");
  fill("note", ticket?.note ? word("console.note", { note: ticket.note }) : "");
  fill("mark", ticket?.mark ? word("console.mark", { mark: pick(ticket.mark) }) : paused() ? pick(desk.why) : "");
  const first = ticket ?? (paused() ? null : waiting[0]);
  find("service").textContent = ticket ? pick(ticket.name) : first ? word("console.next_is", { label: first.label, name: pick(first.name) }) : "";
  fill("procedure", ticket ? pick(ticket.procedure) : "");
  fill("times", ticket ? timesOf(ticket) : "");
}

function timesOf(ticket) {
  const facts = { since: minutes(ticket.since, officeTime()), waited: minutes(ticket.issued_at, Date.parse(ticket.since)), at: clock(ticket.issued_at) };
  return [word(`console.since_${ticket.phase}`, { count: facts.since }) + (ticket.priority ? ` · ${word("common.priority")}` : ""),
    word("console.taken_at", facts)].join("\n");
}

function showLine() {
  if (!picture) return;
  const rows = { waiting: picture.waiting, absent: picture.absent, held: picture.held };
  for (const button of document.querySelectorAll("[data-tab]")) {
    button.setAttribute("aria-selected", button.dataset.tab === tab);
    const kind = button.dataset.tab; // of a very long line only the beginning is listed, but all of it counts
    button.querySelector("b").textContent = kind === "waiting" ? picture.today.waiting : rows[kind].length;
  }
  const make = tab === "waiting" ? (ticket) => waitingRow(ticket, officeTime(), word, choose)
    : (ticket) => asideRow(ticket, officeTime(), word, (one) => ask(`/tickets/${one.id}/return`, {}));
  find("line").replaceChildren(...rows[tab].map(make));
  fill("nobody", rows[tab].length ? "" : word(`console.no_${tab}`));
}

function show() {
  const { counter: desk, today, ticket } = picture;
  find("desk-no").textContent = desk.no;
  find("desk-name").textContent = pick(desk.name);
  fill("pill", paused() ? word("console.state_paused") : "");
  find("served").textContent = today.served;
  find("missed").textContent = today.absent;
  find("left").textContent = today.waiting;
  document.title = `${ticket ? `${ticket.label} · ` : picture.waiting.length ? `(${picture.waiting.length}) ` : ""}${word("console.desk", { no: desk.no })}`;
  showMorning(picture.sound_check);
  showPerson();
  showLine();
  showKeys();
}

const say = (text) => fill("said", text);

function choose(ticket) {
  if (open === "reprint") return; // the row's number goes into the panel
  if (phase() || paused()) say(word("console.finish_first"));
  else openAct("call", ticket);
}

/** The paper of the ticket in hand stands beside it; of any other ticket the words say what became of it. */
const made = copies(officeTime);
const said = (print) => paperWords(print, word, picture?.printer?.name);
const slip = paperWatch((print, id) => {
  made.note(id, print);
  find("paper").textContent = said(print);
  find("paper").classList.toggle("trouble", isTrouble(print));
});
const other = paperWatch((print, id) => {
  made.note(id, print);
  if (print) say(`${other.label} – ${said(print)}`);
});

/** Beside the wish for another paper: that one has just been made. */
function showRecent() {
  const line = open === "reprint" && find("panel").querySelector(".recent");
  if (!line) return;
  const last = made.recent(ticketOf(picture, find("panel").elements.label.value.trim().toUpperCase()));
  const text = last ? word(last.state === "printed" ? "console.reprint_done" : "console.reprint_going", { copy: last.copy, time: clock(last.at) }) : "";
  if (line.textContent !== text) line.textContent = text;
}

function reprinted(id, label, print) {
  made.note(id, print, true);
  if (id === picture.ticket?.id) return slip.follow(id, print);
  other.label = label;
  return other.follow(id, print);
}

function closePanel() {
  open = null;
  find("panel").hidden = true;
  document.body.classList.remove("paneled");
  document.activeElement?.blur();
}

function openAct(act, chosen) {
  say("");
  document.body.classList.add("paneled");
  open = act;
  openPanel(find("panel"), PANELS[act](picture, word, chosen), {
    onClose: closePanel, onRequest: (path, body, label) => ask(label ? path : counter + path, body, label), onLacking: (name) => say(word(`console.lacks_${name}`)),
  });
  showRecent();
}

async function ask(path, body, label) {
  say("");
  other.follow(null);
  try {
    const answer = await press(path, body);
    if (answer === null) return;
    closePanel();
    if (label) reprinted(decodeURIComponent(path.split("/")[2]), label, answer.print);
    if (path.endsWith("/next") && !answer.ticket) say(word("console.is_empty"));
  } catch (error) {
    say(error.problem?.detail || error.problem?.title || word("console.unreachable"));
  }
}

function act(name) {
  if (!may(name)) {
    if (!busy && name === "next" && phase() === "called") say(word("console.next_hint"));
    return undefined;
  }
  if (name === "transfer" || name === "call" || name === "reprint") return openAct(name);
  if (name === "pause") return paused() ? ask(`${counter}/open`, {}) : openAct("pause");
  return ask(`${counter}/${name}`, name === "next" && phase() === "serving" ? { finish: true } : {});
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.code === "Escape") { closePanel(); say(""); other.follow(null); return; }
  const name = KEYS[event.code], native = event.code === "Space" || event.code === "Enter" || event.code === "NumpadEnter";
  if (!name || open || event.target.closest("input, textarea, select") || (native && event.target.closest("button, a"))) return;
  event.preventDefault();
  if (event.repeat || (event.code === "Space" && phase() === "serving") || (event.code === "KeyF" && !phase())) return;
  act(name);
}

document.addEventListener("keydown", onKey);
find("panel").addEventListener("input", showRecent);
document.addEventListener("click", ({ target, detail }) => {
  const row = open === "reprint" && !target.closest(".return") && target.closest("[data-ticket]");
  if (row) { find("panel").elements.label.value = row.querySelector(".id").textContent; showRecent(); return; }
  const button = target.closest("[data-act], [data-tab]");
  if (!button) return;
  if (detail) button.blur(); // after a mouse click the keyboard belongs to the console again, not to that button
  if (button.dataset.act) act(button.dataset.act);
  else { tab = button.dataset.tab; showLine(); }
});

watch({
  onPicture(next) {
    if (picture && picture.ticket?.id !== next.ticket?.id) say("");
    picture = next;
    press.look();
    if (slip.id !== (next.ticket?.id ?? null)) slip.follow(next.ticket?.id ?? null);
    show();
  },
  onStale: staleBand(word),
});
setInterval(() => { if (picture) { showPerson(); showLine(); showRecent(); } }, 20000);
