// A recording booth: one line at a time in large type, the list of all lines beside it.

import { post, speak, Trouble } from "/room/layout/ask.js";
import { folder, uploaded } from "/room/voice/files.js";
import { gauge } from "/room/voice/gauge.js";
import { addLanguage } from "/room/voice/language.js";
import { done, figure, lines } from "/room/voice/lines.js";
import { allowed, NoMicrophone, record, release } from "/room/voice/microphone.js";
import { hush, play, Unheard } from "/room/voice/player.js";
import { NotAudio, toWav } from "/room/voice/wav.js";
import { words } from "/web/words.js";

const node = (id) => document.getElementById(id);
const facts = JSON.parse(document.querySelector("main").dataset.rec);
const home = `/admin/voice/recordings/${encodeURIComponent(facts.chosen)}`;
const word = await words(document.documentElement.lang, ["voice", "layout"]);
speak(word);

let units = facts.units; // in the order of the page's first look: a line that is done stays where it is
let at = 0;
let state = "idle"; // idle, recording, checking, playing
let running = null;

const path = (unit) => `${home}/${encodeURIComponent(unit.key)}`;

function tell(text, good) {
  node("said").textContent = text;
  node("said").classList.toggle("good", good === true);
  node("said").classList.toggle("bad", good === false);
}

const list = lines(word, choose);
const drawList = () => list.draw(units, at);

function drawBooth() {
  const unit = units[at];
  if (!unit) return;
  const idle = state === "idle";
  node("prompt").textContent = unit.prompt;
  node("kind").textContent = list.what(unit);
  node("which").textContent = `${word("voice.rec_number", { n: at + 1, of: units.length })} · ${word("voice.rec_code", { code: unit.key })}`;
  node("record").disabled = state === "checking" || !allowed();
  node("record").classList.toggle("on", state === "recording");
  if (state !== "recording") node("record-text").textContent = word(state === "checking" ? "voice.rec_wait" : done(unit) ? "voice.rec_again" : "voice.rec_start");
  node("play").disabled = !done(unit) || !(idle || state === "playing");
  node("play").textContent = word(state === "playing" ? "voice.rec_playing" : "voice.rec_play");
  node("delete").disabled = !idle || !(done(unit) || unit.why);
  node("previous").disabled = !idle || at === 0;
  node("next").disabled = !idle || units.length < 2;
  node("upload-help").textContent = word("voice.rec_upload_help", { example: unit.key });
}

function draw() { drawList(); drawBooth(); }
function enter(next) { state = next; drawBooth(); }

function choose(place) {
  if (state === "recording" || state === "checking") return;
  hush();
  at = place;
  tell("");
  meter(0);
  enter("idle");
  draw();
  node("list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** The next line that is missing, round the list; with none missing, the next one. */
function forward() {
  const missing = [...units.keys()].map((step) => (at + 1 + step) % units.length).find((place) => !done(units[place]));
  choose(missing ?? (at + 1) % units.length);
}

/** How many lines are not as they were. */
function take(fresh) {
  const now = new Map(fresh.map((unit) => [unit.key, unit])), before = units;
  units = units.map((unit) => now.get(unit.key) ?? unit);
  const changes = units.filter((unit, place) => JSON.stringify(unit) !== JSON.stringify(before[place])).length;
  if (changes) draw(); // and nobody loses the place in the list for nothing
  return changes;
}

function meter(peak, seconds = null) {
  gauge(word, peak, seconds !== null);
  if (seconds !== null && state === "recording") node("record-text").textContent = `${word("voice.rec_stop")} · ${word("voice.rec_now", { s: Math.floor(seconds) })}`;
}

async function send(unit, blob) {
  const answer = await (await post(path(unit), await toWav(blob), "audio/wav")).json();
  take(answer.units);
  return answer.seconds;
}

function sentence(trouble) {
  if (trouble instanceof NotAudio) return word("voice.rec_not_audio");
  if (trouble instanceof NoMicrophone) return word(`voice.rec_no_mic_${trouble.why}`, { address: address() });
  if (trouble instanceof Unheard) return word("voice.sample_lost");
  if (trouble instanceof Trouble) return trouble.message;
  throw trouble;
}

async function recordOne() {
  if (state === "recording") { running?.stop(); return; }
  if (state === "checking" || !allowed()) return;
  hush();
  const unit = units[at];
  tell("");
  enter("checking");
  try {
    running = await record((peak, seconds) => meter(peak, seconds));
    enter("recording");
    node("record-text").textContent = `${word("voice.rec_stop")} · ${word("voice.rec_now", { s: 0 })}`;
    const blob = await running.taken;
    meter(0);
    enter("checking");
    const seconds = await send(unit, blob);
    const all = units.every(done);
    tell(all ? word("voice.rec_all_done", { of: units.length }) : word("voice.rec_kept", { s: figure(seconds) }), true);
  } catch (trouble) {
    if (trouble instanceof NoMicrophone) noMicrophone(trouble.why);
    else tell(sentence(trouble), false);
  } finally {
    running = null;
    enter("idle");
  }
}

async function listen() {
  if (state === "playing") { hush(); return; }
  if (state !== "idle" || !done(units[at])) return;
  const mine = units[at];
  enter("playing");
  try {
    await play([mine.url]);
  } catch (trouble) {
    tell(sentence(trouble), false);
  } finally {
    if (state === "playing" && units[at].key === mine.key) enter("idle");
  }
}

async function forget() {
  const unit = units[at];
  enter("checking");
  try {
    take((await (await post(`${path(unit)}/forget`)).json()).units);
    tell(word("voice.rec_deleted"));
  } catch (trouble) {
    tell(sentence(trouble), false);
  } finally {
    enter("idle");
  }
}

async function upload(files) {
  enter("checking");
  const { kept, failed } = await uploaded(files, { units, chosen: units[at], send, sentence, word, tell });
  tell(failed.length ? word("voice.rec_not_all", { n: kept, list: failed.join("; ") }) : word("voice.rec_uploaded", { n: kept }), failed.length === 0);
  enter("idle");
}

const address = () => `http://127.0.0.1:${facts.port}/admin/voice/recordings`;

function noMicrophone(why) {
  node("no-mic").textContent = word(`voice.rec_no_mic_${why}`, { address: address() });
  node("no-mic").hidden = false;
}

const KEYS = {
  " ": recordOne, Enter: forward, n: listen, N: listen,
  ArrowDown: () => choose(Math.min(units.length - 1, at + 1)), ArrowUp: () => choose(Math.max(0, at - 1)),
};

addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, summary, a, details");
  // A button keeps its own keys, except in the list: there Enter and the blank go on to the next line and record.
  const button = event.target.closest("button:not(.unit, #record)");
  const press = KEYS[event.key];
  if (!press || typing || (button && (event.key === " " || event.key === "Enter")) || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  event.preventDefault();
  if (units.length) press();
});
addEventListener("keyup", (event) => { if (event.key === " " && event.target.closest(".unit, #record")) event.preventDefault(); });
node("record").addEventListener("click", recordOne);
node("play").addEventListener("click", listen);
node("delete").addEventListener("click", forget);
node("next").addEventListener("click", forward);
node("previous").addEventListener("click", () => choose(at - 1));
node("files").addEventListener("change", async ({ target }) => {
  const files = [...target.files];
  target.value = "";
  if (files.length && state === "idle") await upload(files);
});
const look = folder(home, { word, tell, take, idle: () => state === "idle" });
node("look").addEventListener("click", () => look(node("look")));
addEventListener("pagehide", release);
addLanguage(word);
if (!allowed()) noMicrophone(window.isSecureContext ? "other" : "http");
draw();
look();
