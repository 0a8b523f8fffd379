// The hall board: the picture says what is shown, the moments say what is spoken; neither waits for the other.
import { watch, staleBand } from "/web/watch.js";
import { clauses, fill, read, restart } from "/web/hall.js";
import { clock, longDay, officeTime } from "/web/clock.js";
import { words, el } from "/web/words.js";
import { voice } from "./voice.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "board"]);
const ROWS = 7; // always drawn: the board keeps its shape however many have been called
let shown = null; // the call now in the large frame; "": an empty frame; null: no picture yet

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
  const tag = call.priority ? el("span", { class: "tag" }, word("common.priority")) : el("span", { class: "untagged" });
  return el("li", { class: "row" }, number, tag, arrow, el("span", { class: "number to" }, String(call.counter)));
}

function line(service) {
  const head = el("p", {}, el("span", { class: "letter" }, service.letter),
    el("span", { class: service.waiting > 99 ? "count many" : "count" }, service.open ? String(service.waiting) : word("board.shut")));
  return el("li", { class: service.open ? "line" : "line shut", title: read(service.why) || null }, head,
    el("span", { class: "name" }, read(service.short ?? service.name)));
}

const moment = voice({
  onBlocked: (blocked) => { find("sound").hidden = !blocked; },
  onSpoken: (at) => { document.body.dataset.spoken = at; },
});

function onPicture(picture) {
  const [present, ...earlier] = picture.calls;
  const fresh = shown !== null && present && identity(present) !== shown;
  shown = identity(present) ?? "";
  moment.epoch(picture.epoch);
  showClock();
  find("centre-name").textContent = read(picture.centre.name);
  find("centre-name").classList.toggle("long", read(picture.centre.name).length > 60);
  find("centre-unit").textContent = [picture.centre.unit, picture.centre.province].map(read).filter(Boolean).join(" – ");
  find("demo").hidden = !picture.centre.demo;
  showCall(present);
  find("rows").replaceChildren(...Array.from({ length: ROWS }, (_, place) => row(earlier[place])));
  find("strip").replaceChildren(...picture.services.map(line));
  if (fresh) { restart(find("call")); restart(find("rows")); }
}

addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(showClock, 1000);
watch({ onPicture, onMoment: moment.add, onStale: staleBand(word), onSpeaker: moment.speaks });
