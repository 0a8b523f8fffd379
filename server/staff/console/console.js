// The counter's console: the picture says what is so, a key asks for the next step, the office decides.
import { watch, staleBand } from "/web/watch.js";
import { words, pick } from "/web/words.js";
import { presser } from "./press.js";
import { openPanel, PANELS } from "./panels.js";
import { lists } from "./lists.js";
import { absence, absenceNeedsThought } from "./aside.js";
import { onward } from "./handon.js";
import { leaveFirst, seating } from "./people.js";
import { morning } from "./morning.js";
import { papers } from "./reprint.js";
import { helpSheet, KEYS, TABS } from "./keys.js";
import { doneBand } from "./undo.js";
import { fill, showPerson } from "./person.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "console"]);
const counter = `/counters/${document.body.dataset.name}`;
const SERVING = new Set(["finish", "hold", "fix", "transfer"]), CALLED = new Set(["start", "recall", "absent"]);
const ALWAYS = new Set(["pause", "reprint", "priority", "give", "book", "checkin", "seat", "leave", "undo", "help", "due"]); // the office says what is to be done first
const ASKS = new Set(["call", "reprint", "priority", "give", "book", "checkin", "hold", "fix", "transfer"]); // need a few more words
const PICKS = new Set(["reprint", "priority"]); // panels into which a row's number goes
let picture = null, tab = "waiting", busy = false, open = null;

const showMorning = morning(find("morning"), word);
const help = helpSheet(find("help"), word);
const done = doneBand(find("done"), word, (step) => ask(step));
const seat = seating(find("seat"), word, document.body.dataset.me);
const paper = papers({ word, picture: () => picture, form: find("panel"), paper: find("paper"), say: (text) => say(text) });
const showLists = lists({ word, onChoose: (ticket) => choose(ticket), onReturn: (ticket) => giveBack(ticket) });
leaveFirst(find("sign-out"), counter, () => seat.mine(picture));

/** What a step changes in the picture: the desk, or the ticket that is given back or corrected. */
function trace(path) {
  const { counter: desk, ticket, waiting = [], absent = [], held = [] } = picture ?? {};
  if (path.startsWith(`${counter}/sign-`)) return String(picture?.staff);
  if (path.startsWith(counter)) return JSON.stringify([desk?.state, ticket?.id, ticket?.phase, ticket?.times]);
  if (!/\/(return|priority)$/.test(path)) return ""; // no picture shows it: the same wish within a minute is the same paper
  const about = [ticket, ...waiting, ...absent, ...held].find((one) => one && path.startsWith(`/tickets/${one.id}/`));
  return JSON.stringify([about?.phase, about?.priority]);
}

function onBusy(now) {
  busy = now;
  document.body.classList.toggle("busy", now);
  if (!now && find("said").textContent === word("console.is_busy")) say("");
  showKeys();
}

const press = presser({ trace, onBusy });
const phase = () => picture?.ticket?.phase ?? null;
const paused = () => Boolean(picture) && picture.counter.state === "paused";
const say = (text) => fill("said", text);

function may(act) {
  if (!picture || busy) return false;
  if (ALWAYS.has(act)) return true;
  if (act === "call") return !paused() && !phase() && picture.waiting.length > 0;
  if (act === "next") return !paused() && (phase() === "serving" || (!phase() && picture.waiting.length > 0));
  return phase() === "serving" ? SERVING.has(act) : phase() === "called" && CALLED.has(act);
}

function showKeys() {
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !may(button.dataset.act);
  const serving = phase() === "serving", key = (act) => document.querySelector(`.keys [data-act=${act}]`), more = picture?.ticket?.steps?.length > 0;
  find("next").querySelector("kbd").textContent = serving ? "F" : "Space";
  find("next").querySelector("span").textContent = word(serving && more ? "console.step_next" : serving ? "console.finish_next" : "console.next");
  key("pause").querySelector("span").textContent = word(paused() ? "console.open" : "console.pause");
  key("start").classList.toggle("lead", phase() === "called");
  key("finish").classList.toggle("lead", serving);
  key("pause").classList.toggle("lead", paused());
}

const showLine = () => { if (picture) showLists(picture, tab); };

function show() {
  const { counter: desk, today, ticket } = picture;
  find("desk-no").textContent = desk.no;
  find("desk-name").textContent = pick(desk.name);
  fill("pill", paused() ? word("console.state_paused") : "");
  find("mine").hidden = !seat.mine(picture);
  find("who").textContent = picture.staff ?? "";
  find("served").textContent = today.served;
  find("missed").textContent = today.absent;
  find("left").textContent = today.waiting;
  document.title = `${ticket ? `${ticket.label} · ` : picture.waiting.length ? `(${picture.waiting.length}) ` : ""}${word("console.desk", { no: desk.no })}`;
  seat.show(picture);
  showMorning(picture.sound_check);
  showPerson(picture, word);
  showLine();
  showKeys();
}

/** A row of the line: its number goes into the open panel, else it is called out of turn. */
function choose(ticket) {
  if (PICKS.has(open)) return;
  if (phase() || paused()) say(word(phase() ? "console.finish_first" : "console.is_paused_hint"));
  else openAct(seat.taken(picture) ? "seat" : "call", ticket);
}

function giveBack(ticket) {
  const places = ticket.phase === "absent" ? picture.patience?.late_behind : ticket.fix ? picture.patience?.fix_behind : 0;
  ask({ path: `/tickets/${ticket.id}/return`, body: {}, done: (_, { tell }) => tell(word(places ? "console.returned_behind" : "console.returned", { label: ticket.label, places })) });
}

function closePanel() {
  open = null;
  find("panel").hidden = true;
  document.body.classList.remove("paneled", "roomy");
  document.activeElement?.blur();
}

function openPanelOf(name, panel) {
  say("");
  open = name;
  document.body.classList.add("paneled");
  document.body.classList.toggle("roomy", Boolean(panel.wide));
  openPanel(find("panel"), panel, { onClose: closePanel, onRequest: ask, onLacking: (lacks) => say(word(`console.lacks_${lacks}`)) });
  paper.showRecent();
}

const openAct = (act, chosen) => openPanelOf(act, PANELS[act](picture, word, chosen));

/** Asks the office for one step; true when it has been done. `keep`: what was said of the step before stays. */
async function ask({ path, body = {}, label, done: after, keep = false }) {
  say("");
  if (!keep) done.clear();
  paper.forget();
  try {
    const answer = await press(path, body);
    if (answer === null) return false;
    closePanel();
    if (label) paper.asked(decodeURIComponent(path.split("/")[2]), label, answer.print);
    after?.(answer, { tell: done.tell, open: (panel) => openPanelOf("more", panel) });
    if (path.endsWith("/next") && !answer.ticket) say(word("console.is_empty"));
    return true;
  } catch (error) {
    say(error.problem?.detail || error.problem?.title || word("console.unreachable"));
    return false;
  }
}

/** Steps still to come are never lost by a slip: the visit goes on to the next one, then the next person is called. */
async function nextStep() {
  if (await ask(onward(picture, word))) await ask({ path: `${counter}/next`, keep: true });
}

/** Why a key does nothing now, where that is not plain from the screen; empty where it is. */
function whyNot(name) {
  if (busy) return word("console.is_busy");
  if (name === "next" && phase() === "called") return word("console.next_hint");
  return ["next", "call"].includes(name) && paused() ? word("console.is_paused_hint") : "";
}

function act(name) {
  if (!picture) return undefined;
  if (!may(name)) {
    const why = whyNot(name);
    return why ? say(why) : undefined;
  }
  if (["next", "call"].includes(name) && seat.taken(picture)) return openAct("seat"); // a colleague has taken over here
  if (name === "pause" && phase()) return say(word(phase() === "called" ? "console.next_hint" : "console.finish_first"));
  if (name === "help") return help.toggle();
  if (name === "undo") return done.take();
  if (name === "due") return showTab("held");
  if (name === "leave") return ask({ path: `${counter}/sign-out`, done: (_, { tell }) => tell(word("console.left_done"), { path: `${counter}/sign-in`, said: word("console.seat_done", { no: picture.counter.no }) }) });
  if (name === "seat") return seat.mine(picture) ? undefined : openAct("seat");
  if (picture.ticket?.steps?.length && phase() === "serving" && name === "finish") return openAct("finish");
  if (picture.ticket?.steps?.length && phase() === "serving" && name === "next") return nextStep();
  if (ASKS.has(name) || (name === "absent" && absenceNeedsThought(picture))) return openAct(name);
  if (name === "absent") return ask(absence(picture, word));
  if (name === "pause") return paused() ? ask({ path: `${counter}/open` }) : openAct("pause");
  return ask({ path: `${counter}/${name}`, body: name === "next" && phase() === "serving" ? { finish: true } : {} });
}

function showTab(name) {
  tab = name;
  showLine();
  if (!open) find("line").focus({ focusVisible: false });
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "?" && !open && !typing) { event.preventDefault(); help.toggle(); return; }
  if (help.open) return; // Esc is the sheet's own
  if (event.code === "Escape") { if (!open) done.clear(); closePanel(); say(""); paper.forget(); return; }
  const name = KEYS[event.code], native = ["Space", "Enter", "NumpadEnter"].includes(event.code);
  const taking = name === "undo" && open === "more"; // the panel that follows a step leaves its way back open
  if (!(name || TABS[event.code]) || (open && !taking) || typing || (native && event.target.closest("button, a"))) return;
  event.preventDefault();
  if (event.repeat || (event.code === "Space" && phase() === "serving") || (event.code === "KeyF" && !phase())) return;
  if (name) act(name); else showTab(TABS[event.code]);
}

document.addEventListener("keydown", onKey);
find("panel").addEventListener("input", paper.showRecent);
document.addEventListener("click", ({ target, detail }) => {
  const row = PICKS.has(open) && !target.closest(".return") && target.closest("[data-ticket]");
  if (row) {
    const { label } = find("panel").elements;
    label.value = row.querySelector(".id").textContent;
    label.dispatchEvent(new Event("input", { bubbles: true }));
    label.focus(); // the keyboard stays in the panel
    return;
  }
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
    paper.follow(next.ticket?.id ?? null);
    show();
  },
  onStale: staleBand(word),
});
setInterval(() => { if (picture) { showPerson(picture, word); showLine(); paper.showRecent(); } }, 20000);
