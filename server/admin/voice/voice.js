// Gathers how the centre shall speak, lets it be heard, and keeps it when asked to.

import { post, speak, Trouble } from "/room/layout/ask.js";
import { bank } from "/room/voice/bank.js";
import { hall } from "/room/voice/hall.js";
import { hours } from "/room/voice/hours.js";
import { letters } from "/room/voice/letters.js";
import { hush, play, Unheard } from "/room/voice/player.js";
import { tongues } from "/room/voice/tongues.js";
import { el, words } from "/web/words.js";

const CLOSING = [0, 5, 10, 15, 20, 30, 45, 60];
const node = (id) => document.getElementById(id);
const form = node("edit"), said = node("said"), save = node("save"), undo = node("undo");
const facts = JSON.parse(document.querySelector("main").dataset.voice);
const word = await words(document.documentElement.lang, ["voice", "layout"]);
speak(word);

const cards = tongues(node("tongues"), facts, word, { changed, listen });
const spans = hours(node("hours"), facts.most.hours, word, changed);
let kept = facts.manner, edition = facts.edition; // of what was kept: the office takes no change of an older one
let heard = null; // the button whose words are being heard

function gathered() {
  const style = Object.fromEntries([...form.querySelectorAll("[data-style]:checked")].map((one) => [one.dataset.style, one.value]));
  return {
    tongues: cards.gathered(), style, volume: Number(node("volume").value), hours: spans.gathered(),
    chime: node("chime").checked, rating: node("rating").checked, closing_minutes: Number(node("closing").value),
  };
}

function showVolume() {
  const n = Number(node("volume").value);
  node("volume-said").textContent = n ? word("voice.percent", { n }) : word("voice.quiet");
}

function fill(manner) {
  cards.fill(manner.tongues);
  spans.fill(manner.hours);
  for (const one of form.querySelectorAll("[data-style]")) one.checked = manner.style[one.dataset.style] === one.value;
  node("volume").value = manner.volume;
  node("chime").checked = manner.chime;
  node("rating").checked = manner.rating;
  const offered = [...new Set([...CLOSING, manner.closing_minutes])].sort((a, b) => a - b);
  node("closing").replaceChildren(...offered.map((n) =>
    el("option", { value: n, selected: n === manner.closing_minutes }, n ? word("voice.closing_before", { n }) : word("voice.closing_never"))));
  showVolume();
}

const canonical = (manner) => JSON.stringify([manner.tongues.map((one) => [one.lang, one.voice, one.when, one.speed, facts.occasions.map((on) => one.wording[on])]),
  Object.entries(manner.style).sort(), manner.volume, manner.hours.map((one) => [one.from_min, one.to_min, one.volume]), manner.chime, manner.rating, manner.closing_minutes]);

function changed() {
  const same = canonical(gathered()) === canonical(kept);
  save.disabled = undo.disabled = same;
  if (!same) { said.textContent = word("voice.unsaved"); said.classList.remove("good", "bad"); }
  else if (!said.classList.contains("good")) said.textContent = "";
}

function mark(fields) {
  for (const old of form.querySelectorAll(".mistake")) old.remove();
  for (const old of form.querySelectorAll("[aria-invalid]")) {
    old.removeAttribute("aria-invalid");
    old.setAttribute("aria-describedby", old.dataset.helped);
  }
  const strange = [];
  for (const { field, message } of fields) {
    const place = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (!place) { strange.push(message); continue; }
    const input = place.matches("ol, ul") ? null : place.querySelector("input, select, textarea"), id = `mistake-${field}`;
    if (input) {
      input.dataset.helped ??= input.getAttribute("aria-describedby") ?? "";
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${input.dataset.helped} ${id}`.trim());
    }
    const text = el("p", { class: "mistake", id }, message);
    if (place.matches("ol, ul")) place.after(text); else (place.closest(".span") ?? place).append(text);
  }
  return strange;
}

function tell(text, good) {
  said.textContent = text;
  said.classList.toggle("good", good);
  said.classList.toggle("bad", !good);
}

async function act(text, doing) {
  try {
    await doing();
    tell(text, true);
    stored.look();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    const strange = mark(trouble.fields);
    (form.querySelector("[aria-invalid]") ?? form.querySelector(".mistake"))?.scrollIntoView({ block: "center" });
    form.querySelector("[aria-invalid]")?.focus();
    tell([trouble.message, ...strange].join(" "), false);
  }
}

async function keep(path, body) {
  const answer = await (await post(path, { ...body, edition })).json();
  kept = answer.manner;
  edition = answer.edition;
  fill(kept);
  mark([]);
  changed();
}

function label(button, key) { button.querySelector("span").textContent = word(key); }

/** Hear one occasion of one language as it stands on the page. Pressed again it stops. */
async function listen(tongue, occasion, button) {
  const before = heard;
  heard = null;
  hush();
  if (before === button) return;
  heard = button;
  button.classList.add("busy");
  label(button, "voice.preparing");
  const place = button.closest("[data-field]");
  place.querySelector(".unheard")?.remove();
  try {
    const answer = await post("/admin/voice/sample", { tongue, occasion, style: gathered().style });
    if (heard !== button) return;
    await play((await answer.json()).clips, () => { label(button, "voice.stop"); button.classList.add("playing"); });
  } catch (trouble) {
    if (!(trouble instanceof Trouble) && !(trouble instanceof Unheard)) throw trouble;
    const [first] = trouble.fields ?? [];
    const text = first?.message ?? (trouble instanceof Trouble ? trouble.message : word("voice.sample_lost"));
    if (heard === button) place.append(el("p", { class: "mistake unheard", role: "alert" }, text));
  } finally {
    button.classList.remove("busy", "playing");
    label(button, "voice.listen");
    if (heard === button) heard = null;
  }
}

fill(facts.manner);
changed();
letters(facts.letters, word);
hall(word);
const stored = bank(facts, word);
form.addEventListener("input", (event) => {
  if (event.target.matches("[data-style], #volume, #chime, #rating, #closing")) { showVolume(); changed(); }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  act(word("voice.saved"), () => keep("/admin/voice", { manner: gathered() }));
});
undo.addEventListener("click", () => { fill(kept); mark([]); said.classList.remove("good"); changed(); });
node("reset").addEventListener("click", (event) => {
  event.target.closest("details").open = false;
  act(word("voice.reset_done"), () => keep("/admin/voice/reset"));
});
addEventListener("beforeunload", (event) => { if (!save.disabled) event.preventDefault(); });
