// The book of calls out of order, a day at a time. Today's page looks again by itself: it may hang in the hall.
import { read } from "/web/hall.js";
import { clock, dayOf, longDay } from "/web/clock.js";
import { get, Refused } from "/web/send.js";
import { el, words } from "/web/words.js";

const AGAIN = 60000; // ms
const DAY = 86400000;
const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["fairness"]);
let today = dayOf(Date.now()); // the office's word counts as soon as it is heard
let day = null;                // null: today, also after midnight
let asked = 0;

const shift = (from, days) => new Date(Date.parse(`${from}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
const dated = (text) => longDay(new Date(`${text}T12:00:00Z`)).replace(" ", "\u00a0"); // "Thứ Sáu" stays together

function showPromise({ policy, minutes, ratio, says }) {
  find("promise").textContent = read(says);
  const steps = ["first", policy, "late", "reason"];
  find("how").replaceChildren(...steps.map((step) => el("li", {}, word(`fairness.how_${step}`, { minutes, ratio }))));
}

const row = ({ at, label, counter, reason }) => el("tr", {}, el("td", { class: "at" }, clock(at)), el("th", { scope: "row", class: "number" }, label),
  el("td", { class: "counter" }, el("span", { class: "counter-word" }, `${word("fairness.counter")} `), String(counter)), el("td", { class: "reason" }, read(reason)));

function show(book) {
  const { entries, calls } = book, past = book.day !== today;
  showPromise(book.promise);
  find("calls").textContent = calls;
  find("out").textContent = entries.length;
  find("out-box").classList.toggle("some", entries.length > 0);
  find("none").hidden = entries.length > 0;
  find("none").textContent = word(calls ? (past ? "fairness.none_then" : "fairness.none") : (past ? "fairness.quiet_then" : "fairness.quiet"));
  find("entries").hidden = !entries.length;
  find("entries").querySelector("tbody").replaceChildren(...entries.toReversed().map(row)); // the newest on top
}

function showDay(chosen) {
  document.getElementById("day-head").textContent = chosen === today ? word("fairness.today", { day: dated(chosen) }) : dated(chosen);
  find("later").disabled = chosen >= today;
  const field = find("pick").querySelector("input");
  [field.max, field.value] = [today, chosen];
}

async function look() {
  const mine = ++asked;
  try {
    const book = await get(day ? `/fairness?day=${day}` : "/fairness");
    if (mine !== asked) return;
    if (!day) today = book.day;
    showDay(book.day);
    show(book);
    find("trouble").hidden = true;
  } catch (error) {
    if (mine !== asked) return;
    find("trouble").hidden = false;
    find("trouble").textContent = error instanceof Refused ? error.message : word("fairness.lost");
  }
}

function choose(chosen) {
  day = chosen >= today ? null : chosen;
  showDay(day ?? today);
  look();
}

find("earlier").addEventListener("click", () => choose(shift(day ?? today, -1)));
find("later").addEventListener("click", () => choose(shift(day ?? today, 1)));
find("pick").querySelector("input").addEventListener("change", ({ target }) => { if (target.value) choose(target.value); });
find("pick").querySelector("input").addEventListener("click", ({ target }) => { try { target.showPicker(); } catch { /* it opens by itself */ } });
setInterval(() => { if (!day) look(); }, AGAIN);
showDay(today);
look();
