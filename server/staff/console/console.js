// The counter's console: the picture says what is so, a key asks for the next step, the office decides.
import { watch, staleBand } from "/web/watch.js";
import { words } from "/web/words.js";
import { absence, absenceNeedsThought } from "./aside.js";
import { showBar } from "./bar.js";
import { showButtons } from "./buttons.js";
import { closed, onward } from "./handon.js";
import { listen } from "./input.js";
import { helpSheet } from "./keys.js";
import { lists } from "./lists.js";
import { isPaused, may, phaseOf, whyNot, whySlip } from "./may.js";
import { morning } from "./morning.js";
import { panelIn } from "./panel.js";
import { PANELS } from "./panels.js";
import { fill, find } from "./parts.js";
import { leaveFirst, seating } from "./people.js";
import { showPerson } from "./person.js";
import { presser } from "./press.js";
import { papers } from "./reprint.js";
import { trace } from "./trace.js";
import { doneBand } from "./undo.js";

const word = await words(document.documentElement.lang, ["common", "console"]);
const counter = `/counters/${document.body.dataset.name}`;
const ASKS = new Set(["call", "reprint", "priority", "give", "book", "checkin", "hold", "fix", "transfer"]); // need a few more words
const AGAIN = 20000; // ms after which the minutes are counted anew
let picture = null, tab = "waiting", busy = false;

// --- what the screen is made of ---

const say = (text) => fill("said", text);
const showMorning = morning(find("morning"), word);
const help = helpSheet(find("help"), word);
const done = doneBand(find("done"), word, (step) => ask(step));
const seat = seating(find("seat"), word, document.body.dataset.me);
const panel = panelIn(find("panel"), { onRequest: (request) => ask(request), onLacking: (lacks) => say(word(`console.lacks_${lacks}`)) });
const paper = papers({ word, picture: () => picture, form: find("panel"), paper: find("paper"), say });
const showLists = lists({ word, onChoose: (ticket) => choose(ticket), onReturn: (ticket) => giveBack(ticket) });
const press = presser({ trace: (path) => trace(path, counter, picture), onBusy });

const phase = () => phaseOf(picture);
const paused = () => isPaused(picture);
const mayNow = (act) => may(act, picture, busy);
const showKeys = () => showButtons(picture, word, mayNow);
const showLine = () => { if (picture) showLists(picture, tab); };

function show() {
  showBar(picture, word, seat.mine(picture));
  seat.show(picture);
  fill("clock-band", picture.clock === "backwards" ? word("console.clock_backwards") : "");
  showMorning(picture.sound_check);
  showPerson(picture, word);
  showLine();
  showKeys();
}

function turnTo(name, focus) {
  tab = name;
  showLine();
  if (focus && !panel.name) find("line").focus({ focusVisible: false });
}

function openPanel(name, its) {
  say("");
  panel.open(name, its);
  paper.showRecent();
}

const openAct = (act, chosen) => openPanel(act, PANELS[act](picture, word, chosen));

function onBusy(now) {
  busy = now;
  document.body.classList.toggle("busy", now);
  if (!now && find("said").textContent === word("console.is_busy")) say("");
  showKeys();
}

// --- what is asked of the office ---

/** Asks the office for one step; true when it has been done. `keep`: what was said of the step before stays. */
async function ask({ path, body = {}, label, done: after, keep = false }) {
  say("");
  if (!keep) done.clear();
  paper.forget();
  try {
    const answer = await press(path, body);
    if (answer === null) return false;
    panel.close();
    if (label) paper.asked(decodeURIComponent(path.split("/")[2]), label, answer.print);
    if (after) after(answer, { tell: done.tell, open: (more) => openPanel("more", more) });
    if (path.endsWith("/next") && !answer.ticket) say(word("console.is_empty"));
    return true;
  } catch (error) {
    say(error.problem?.detail || error.problem?.title || word("console.unreachable"));
    return false;
  }
}

/** A row of the line: its number goes into the open panel, else it is called out of turn. */
function choose(ticket) {
  if (panel.picks) return;
  if (phase() || paused()) say(word(phase() ? "console.finish_first" : "console.is_paused_hint"));
  else openAct(seat.taken(picture) ? "seat" : "call", ticket);
}

function giveBack(ticket) {
  const places = ticket.phase === "absent" ? picture.patience?.late_behind : ticket.fix ? picture.patience?.fix_behind : 0;
  ask({ path: `/tickets/${ticket.id}/return`, body: {}, done: (_, { tell }) => tell(word(places ? "console.returned_behind" : "console.returned", { label: ticket.label, places })) });
}

/** Steps still to come are never lost by a slip: the visit goes on to the next one, then the next person is called. */
async function nextStep() {
  if (await ask(onward(picture, word))) await ask({ path: `${counter}/next`, keep: true });
}

const leave = () => ask({ path: `${counter}/sign-out`, done: (_, { tell }) => tell(word("console.left_done"),
  { path: `${counter}/sign-in`, said: word("console.seat_done", { no: picture.counter.no }) }) });

function act(name) {
  if (!picture) return undefined;
  if (!mayNow(name)) {
    const why = whyNot(name, picture, busy, word);
    return why ? say(why) : undefined;
  }
  if (["next", "call"].includes(name) && seat.taken(picture)) return openAct("seat"); // a colleague has taken over here
  if (name === "pause" && phase()) return say(word(phase() === "called" ? "console.next_hint" : "console.finish_first"));
  if (name === "help") return help.toggle();
  if (name === "undo") return say(done.take());
  if (name === "due") return turnTo("held", true);
  if (name === "leave") return leave();
  if (name === "seat") return seat.mine(picture) ? undefined : picture.staff ? openAct("seat") : ask(seat.sitDown(picture)); // asked where somebody sits
  if (picture.ticket?.steps?.length && phase() === "serving" && name === "finish") return openAct("finish");
  if (picture.ticket?.steps?.length && phase() === "serving" && name === "next") return nextStep();
  if (ASKS.has(name) || (name === "absent" && absenceNeedsThought(picture))) return openAct(name);
  if (name === "absent") return ask(absence(picture, word));
  if (name === "pause") return paused() ? ask({ path: `${counter}/open` }) : openAct("pause");
  const ends = phase() === "serving" && ["next", "finish"].includes(name), { label } = picture.ticket ?? {};
  return ask({ path: `${counter}/${name}`, body: ends && name === "next" ? { finish: true } : {}, done: ends && ((_, { tell }) => tell(...closed(label, word))) });
}

/** Esc: out of the panel; where none is open, what was said of the last step goes too. */
function back() {
  if (!panel.name) done.clear();
  panel.close();
  say("");
  paper.forget();
}

// --- what comes from outside ---

leaveFirst(find("sign-out"), counter, () => seat.mine(picture));
find("panel").addEventListener("input", paper.showRecent);
listen({ panel, help, phase, act, back, turnTo, slip: () => { if (picture) say(whySlip(picture, word)); } });
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
setInterval(() => { if (picture) { showPerson(picture, word); showLine(); paper.showRecent(); } }, AGAIN);
