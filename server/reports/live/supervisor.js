// The supervisor's board: plain tables of what is so now, and one colour for what asks for a look.
import { watch, staleBand } from "/web/watch.js";
import { clock } from "/web/clock.js";
import { words, pick, el } from "/web/words.js";
import { alertCard, alertRow, alertSaid, alertsOf, byNeed, printerRow } from "./printers.js";
import { askedZone, voiceAlerts, voiceSection } from "./voice.js";
import { cards } from "./cards.js";
import { advice, clockAlert, strandedAlerts, unsigned } from "./advice.js";
import { showAbsents, showAsides, showDay } from "./day.js";
import { chime } from "./chime.js";

const NORM = 15;    // minutes of waiting that a citizen should not exceed (Decision 468/QĐ-TTg)
const LONG = 30;    // minutes at a counter, or paused, after which somebody should have a look
const CALLED = 5;    // minutes after which a number that is being called has been forgotten, or nobody comes
const ENOUGH = 5;   // ratings below which a percentage would say more than is known

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "supervisor"]);
const minutes = (from, now) => Math.max(0, Math.floor((Date.parse(now) - Date.parse(from)) / 60000));
const some = (text, look) => el("span", { class: look ? "look" : null }, text);
const cell = (content, kind) => el("td", { class: kind }, content ?? el("span", { class: "none" }, "–"));
const decimal = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

const { title } = document;
const sound = chime(({ mute, blocked }) => {
  const button = find("sound");
  button.hidden = false;
  button.setAttribute("aria-pressed", String(!mute));
  button.classList.toggle("blocked", blocked);
  button.querySelector("span").textContent = word(blocked ? "supervisor.sound_blocked" : mute ? "supervisor.sound_off" : "supervisor.sound_on");
});
find("sound").addEventListener("click", () => sound.toggle());

function serviceRow(service) {
  const name = el("span", { class: "titled" }, el("span", { class: "letter" }, service.letter), pick(service.name));
  const long = service.waiting > 0 && some(word("supervisor.minutes", { count: service.longest_min }), service.longest_min > NORM);
  const average = service.average_min !== null && some(word("supervisor.minutes", { count: decimal(service.average_min) }), service.average_min > NORM);
  return el("tr", {}, cell(name), cell(String(service.waiting)), cell(long || null), cell(String(service.served)), cell(average || null),
    el("td", { class: "remains" }, service.left === 0 ? some(word("supervisor.left_none"), true) : service.left ?? "–"));
}

function counterRow(counter, picture) {
  const count = counter.since && minutes(counter.since, picture.now);
  const look = counter.state === "paused" || (counter.state === "serving" && count > LONG) || (counter.state === "calling" && count >= CALLED);
  const since = counter.since && word("supervisor.since_at", { time: clock(counter.since), count });
  const empty = unsigned(picture)(counter) || (counter.state === "open" && counter.staff === null && !counter.by); // nobody has signed in, or worked there
  return el("tr", {}, cell(String(counter.no), "no"), cell(pick(counter.name)), cell(some(word(`supervisor.state_${empty ? "nobody" : counter.state}`), look), "state"),
    cell(counter.label, "label"), cell(since || null, "since"), cell(counter.staff === undefined ? counter.by?.split(":").pop() : counter.staff, "who")); // `staff`: who has signed in here
}

function bar([level, count], total, scale) {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("--part", total ? count / total : 0);
  const share = total >= ENOUGH && el("small", {}, ` ${Math.round((100 * count) / total)} %`);
  const named = scale?.find((step) => String(step.level) === level);
  return el("li", { class: "bar-row" }, el("span", {}, named ? pick(named.name) : word("supervisor.level", { level })),
    el("span", { class: "track" }, fill), el("span", { class: "n" }, String(count), share));
}

/** The mean wait of everybody served today, from the services' means; null before the first. */
function meanWait(services) {
  const known = services.filter((service) => service.average_min !== null && service.served);
  const served = known.reduce((sum, service) => sum + service.served, 0);
  return served ? known.reduce((sum, service) => sum + service.average_min * service.served, 0) / served : null;
}

function showTotals({ today, services }) {
  for (const [name, count] of Object.entries(today)) document.querySelector(`[data-total="${name}"]`)?.replaceChildren(String(count));
  const mean = meanWait(services);
  document.querySelector("[data-total=average]").replaceChildren(mean === null ? "–" : some(word("supervisor.minutes", { count: decimal(mean) }), mean > NORM));
}

const rows = (name, nodes) => document.querySelector(`[data-rows=${name}]`).replaceChildren(...nodes);

let shown = null;
const advise = advice(word, () => { if (shown) showAlerts(shown); });
const voiceLines = voiceSection(find("voice"), word), showCards = cards(find("alerts"));

function showPrinters({ printers, now }) {
  rows("printers", printers.length ? byNeed(printers).map((printer) => printerRow(printer, now, word))
    : [el("li", { class: "printer" }, some(word("supervisor.no_printer"), true))]);
}

/** What asks for a hand: what nobody can hear comes before what nobody can print, and the red before the rest. */
function showAlerts(picture) {
  const { printers, voice } = picture, clocks = clockAlert(picture, word), alone = strandedAlerts(picture, word);
  const paper = alertsOf(printers), sounds = voiceAlerts(voice, word), asked = askedZone(voice);
  const paperRed = paper.flatMap((alert) => alert.red), soundRed = sounds.filter((alert) => alert.red).map(({ code, name }) => `voice/${name} ${code}`);
  const alerts = [
    ...clocks,
    ...sounds.map(({ code, red, name, said, todo }) => ({ red, node: alertCard(name, said, todo, red), said: `${name}: ${said} ${todo}`,
      act: asked && code.startsWith("check_") ? voiceLines.check(asked) : null })),
    ...paper.map((alert) => ({ red: alert.red.length > 0, node: alertRow(alert, word), said: alertSaid(alert, word) })),
    ...alone,
    ...advise(picture),
  ].sort((a, b) => b.red - a.red);
  const red = [...clocks.map(() => "clock"), ...soundRed, ...paperRed];
  showCards(alerts);
  find("live").classList.toggle("urgent", paperRed.length > 0);
  find("live").classList.toggle("unheard", soundRed.length > 0);
  const aloud = document.querySelector("[role=alert]");
  const told = JSON.stringify([clocks.length, paper.map(({ printer: { agent, name }, codes }) => [agent, name, codes]), sounds.map(({ code, name }) => [code, name]), alone.map(({ key }) => key)]);
  if (aloud.dataset.shown !== told) { // numbers that run on are not read out again
    aloud.dataset.shown = told;
    aloud.replaceChildren(...alerts.filter(({ said }) => said).map(({ said }) => el("p", {}, said))); // advice is read, not called out
  }
  document.title = `${red.length ? `(${red.length}!) ` : ""}${title}`;
  sound.hear(red);
}

function onPicture(picture) {
  find("centre").textContent = pick(picture.centre.name);
  find("unit").textContent = [picture.centre.unit, picture.centre.province].map((names) => pick(names)).filter(Boolean).join(" – ");
  find("now").textContent = clock(picture.now);
  shown = picture;
  showTotals(picture);
  showDay(find("day"), picture, word);
  find("services").classList.toggle("bounded", picture.services.some(({ left }) => left !== null && left !== undefined));
  rows("services", picture.services.map(serviceRow));
  rows("counters", picture.counters.map((counter) => counterRow(counter, picture)));
  showAbsents(find("absents"), picture, word);
  showAsides(find("asides"), picture, word);
  showPrinters(picture);
  voiceLines.show(picture.voice);
  showAlerts(picture);
  const { count, levels, scale } = picture.ratings;
  find("rated").textContent = count < ENOUGH ? word("supervisor.rated_few", { count }) : word("supervisor.rated", { count });
  find("bars").replaceChildren(...Object.entries(levels).sort(([a], [b]) => b - a).map((level) => bar(level, count, scale)));
}

watch({ onPicture, onStale: staleBand(word) });
