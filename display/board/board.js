// The hall board: the picture says what is shown, the moments say what is spoken; neither waits for the other.
import { watch, staleBand } from "/web/watch.js";
import { clauses, fill, read, restart } from "/web/hall.js";
import { clock, longDay, officeTime } from "/web/clock.js";
import { words, el } from "/web/words.js";
import { speaking } from "./speaking.js";
import { voice } from "./voice.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "board"]);
const TROUBLES = ["blocked", "dead", "no_device"]; // each with words for whoever stands before the board
const LIT = 5000; // ms after which the frame of a new call rests also where nothing may move
const ROWS = 7; // always drawn: the board keeps its shape however many have been called
let shown = null; // the call now in the large frame; "": an empty frame; null: no picture yet
let picture = null, spoken = null; // what the office shows; the moment that the hall hears now

const identity = (call) => call && [call.label, call.counter, call.called_at, call.times].join(" ");

/** The hall's clock; empty until the office has told its time. */
function showClock() {
  if (shown === null) return;
  find("date").textContent = longDay(officeTime());
  find("clock").textContent = clock(officeTime());
}

function tagOf(call) {
  if (call.times > 1) return word("board.again", { times: call.times });
  return call.priority ? word("common.priority") : "";
}

const isSpoken = (call) => call && spoken?.ticket?.label === call.label && spoken.counter === call.counter;

/** A loudspeaker and its meaning in two words: this number is heard now, or (crossed out) it could not be called aloud. */
function voiced(call) {
  const now = isSpoken(call);
  if (!now && !call.unheard) return null;
  const icon = find("notice").querySelector(now ? ".loud" : ".mute").cloneNode(true);
  const short = el("span", { "aria-hidden": "true" }, word(now ? "board.speaking" : "board.unheard_short"));
  icon.removeAttribute("aria-hidden");
  icon.setAttribute("role", "img");
  icon.setAttribute("aria-label", word(now ? "board.speaking" : "board.unheard"));
  return el("span", { class: now ? "voiced now" : "voiced" }, icon, short);
}

function showCall(call) {
  find("call").classList.toggle("full", Boolean(call));
  find("nobody").hidden = Boolean(call);
  find("called").hidden = !call;
  if (!call) return;
  const number = find("called-number"), name = read(call.counter_name);
  number.textContent = call.label;
  number.style.setProperty("--chars", Math.max(call.label.length, 4));
  find("called-counter").textContent = call.counter;
  find("called-name").replaceChildren(...clauses(name));
  find("called-name").classList.toggle("long", name.length > 34);
  find("called-name").classList.toggle("longest", name.length > 60);
  fill(find("called-tag"), tagOf(call));
  fill(find("called-mark"), call.mark ? word("board.mark", { mark: read(call.mark) }) : "");
}

function row(call) {
  if (!call) return el("li", { class: "row" });
  const number = el("span", { class: call.label.length > 4 ? "number wide" : "number" }, call.label);
  number.style.setProperty("--chars", call.label.length);
  const arrow = find("called-to").querySelector("svg").cloneNode(true);
  const tags = el("span", { class: "tags" }, call.priority && el("span", { class: "tag" }, word("common.priority")), voiced(call));
  return el("li", { class: isSpoken(call) ? "row spoken" : "row" }, number, tags, arrow, el("span", { class: "number to" }, String(call.counter)));
}

function line(service) {
  const name = read(service.short ?? service.name), head = el("p", {}, el("span", { class: "letter" }, service.letter),
    el("span", { class: service.waiting > 99 ? "count many" : "count" }, service.open ? String(service.waiting) : word("board.shut")));
  return el("li", { class: service.open ? "line" : "line shut", title: read(service.why) || null }, head,
    el("span", { class: name.length > 21 ? "name long" : "name" }, name));
}

/** Earlier calls; one that is heard now but too old to be among them has the last place for as long as it is heard. */
function rows([, ...earlier]) {
  const places = Array.from({ length: ROWS }, (_, place) => earlier[place]);
  const missing = spoken?.ticket && spoken.at <= picture.at && !picture.calls.some(isSpoken);
  if (missing) places[Math.min(earlier.length, ROWS - 1)] = { label: spoken.ticket.label, counter: spoken.counter };
  return places;
}

/** The wall says what the hall hears: on the call itself, or in the heading where it is no call. */
function showVoice() {
  if (!picture) return;
  const [present] = picture.calls, mark = present && voiced(present);
  find("called-voice").replaceChildren(...(mark ? [mark] : []));
  find("called-voice").hidden = !mark;
  find("call").classList.toggle("spoken", Boolean(isSpoken(present)));
  find("rows").replaceChildren(...rows(picture.calls).map(row));
  const checking = spoken?.kind === "check", quiet = Boolean(picture.sound?.on && picture.sound.quiet);
  find("notice").hidden = !checking && !quiet;
  find("notice").classList.toggle("checking", checking);
  fill(find("notice-what"), checking ? word("board.checking") : word("board.quiet"));
  fill(find("notice-do"), checking ? "" : word("board.quiet_do"));
}

const now = speaking((moment) => { spoken = moment; showVoice(); });

/** What is wrong with the sound is shown on the board that should speak; the others have nothing to say about it. */
function showSound({ speaks, state, wanted }) {
  const wrong = wanted && speaks && TROUBLES.includes(state), { dataset } = document.body;
  [dataset.speaks, dataset.sound] = [speaks ? "yes" : "no", state];
  find("sound").hidden = !wrong;
  document.body.classList.toggle("alarm", wrong);
  if (!wrong) return;
  fill(find("sound-what"), word(`board.sound_${state}`));
  fill(find("sound-do"), word(`board.sound_${state}_do`));
}

const hall = voice({
  zone: document.body.dataset.name,
  store: localStorage,
  ask: (event, body) => office.say(event, body),
  onChange: showSound,
  onSpeaking: now.say,
  onSpoken: (id) => { document.body.dataset.spoken = id; },
});

let rest = null;
/** A new call moves in and its frame breathes; where nothing may move the frame stands for a while. */
function light() {
  restart(find("call"));
  restart(find("rows"));
  find("frame").classList.add("lit");
  clearTimeout(rest);
  rest = setTimeout(() => find("frame").classList.remove("lit"), LIT);
}

function onPicture(news) {
  picture = news;
  const [present] = picture.calls;
  const fresh = shown !== null && present && identity(present) !== shown;
  shown = identity(present) ?? "";
  hall.picture(picture);
  showClock();
  find("centre-name").textContent = read(picture.centre.name);
  find("centre-name").classList.toggle("long", read(picture.centre.name).length > 60);
  find("centre-unit").textContent = [picture.centre.unit, picture.centre.province].map(read).filter(Boolean).join(" – ");
  find("demo").hidden = !picture.centre.demo;
  showCall(present);
  showVoice();
  find("strip").replaceChildren(...picture.services.map(line));
  if (fresh) light();
}

function onMoment(moment) {
  now.add(moment);
  hall.add(moment);
}

addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(showClock, 1000);
const office = watch({ onPicture, onMoment, onStale: staleBand(word), onJoined: hall.joined, onLeft: hall.left });
office.socket.on("speaker", hall.speaker);
office.socket.on("heard", (told) => { hall.heard(told); now.heard(told); });
office.socket.on("beat", hall.alive); // a page behind others has slow clocks; the office's words come in time
