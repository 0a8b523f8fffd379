// The hall board: the picture says what is shown, the moments say what is spoken; neither waits for the other.
import { watch, staleBand } from "/web/watch.js";
import { words, pick, el } from "/web/words.js";
import { wallClock } from "./clock.js";
import { voice } from "./voice.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "board"]);
const setNow = wallClock(find("date"), find("clock"));
const read = (names) => pick(names).replaceAll(" – ", "\u00a0– "); // a dash never begins a line
const ROWS = 7; // always drawn: the board keeps its shape however many have been called
let shown = null; // the call now in the large frame; "": an empty frame; null: no picture yet

const identity = (call) => call && [call.label, call.counter, call.called_at, call.times].join(" ");

function fill(node, text) { node.textContent = text; node.hidden = !text; }

function restart(node) {
  node.classList.remove("new");
  void node.offsetWidth; // the browser forgets the finished movement only after a look
  node.classList.add("new");
}

function tagOf(call) {
  if (call.times > 1) return word("board.again", { times: call.times });
  return call.priority ? word("common.priority") : "";
}

/** A name breaks between its clauses before it breaks inside one: "Quầy Tư pháp –" / "Hộ tịch". */
const clauses = (name) => name.split(/(?<=\u00a0– )/).map((clause) => el("span", { class: "clause" }, clause));

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
  setNow(picture.now);
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
watch({ onPicture, onMoment: moment.add, onStale: staleBand(word), onSpeaker: moment.speaks });
