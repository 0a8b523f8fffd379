// Printers: one line of what is so, one of paper and work; and what asks for a hand, in the order of urgency.
import { clock } from "/web/clock.js";
import { pick, el } from "/web/words.js";

const RED = ["silent", "out", "stopped", "unclear", "backlog"], YELLOW = ["few_left", "near_end"];
const SAID_BY = { stopped: ["silent", "out"], near_end: ["few_left", "out"], few_left: ["out"] }; // said already by one of these
const MUTE = new Set(["L0", "L1"]); // levels that report nothing
const WORKS = new Set(["ready", "printing"]);
const MINUTE = 60;

const isBackup = ({ place }) => place === "backup";
const inside = (said) => said.charAt(0).toLowerCase() + said.slice(1); // words that stand within a sentence
const isRed = (code) => RED.includes(code);
const rank = (code) => { const at = [...RED, ...YELLOW].indexOf(code); return at < 0 ? RED.length : at; }; // what is not known here stands between red and yellow

/** What asks for a hand: one entry a printer; red first, then whatever is not only a backup, then the most urgent. `[{printer, codes, red: [key]}]` */
export function alertsOf(printers) {
  const found = printers.map((printer) => {
    const all = printer.alerts ?? [], codes = all.filter((code) => !SAID_BY[code]?.some((other) => all.includes(other))).sort((a, b) => rank(a) - rank(b));
    return { printer, codes, red: codes.filter(isRed).map((code) => `${printer.agent ?? ""}/${printer.name} ${code}`) };
  });
  const order = (a, b) => (b.red.length > 0) - (a.red.length > 0) || isBackup(a.printer) - isBackup(b.printer) || rank(a.codes[0]) - rank(b.codes[0]);
  return found.filter(({ codes }) => codes.length).sort(order);
}

/** What is so with this printer, and what to do about the most urgent of it: [sentence without its name, advice or ""]. */
function wordsOf({ printer, codes }, word) {
  const { waiting, oldest_s: seconds, tickets_left: left } = printer;
  const sentence = (code) => {
    const known = isRed(code) || YELLOW.includes(code), bare = code === "near_end" && (left ?? null) === null;
    return word(known ? `supervisor.alert_${code}${bare ? "_bare" : ""}` : "supervisor.alert_other",
      { count: code === "backlog" ? waiting : left, time: clock(printer.seen_at), seconds, why: inside(stateOf(printer, word)) });
  };
  const key = `supervisor.todo_${codes[0]}`, todo = word(key);
  return [`${codes.map(sentence).join("; ")}.`, todo === key ? "" : todo];
}

/** One thing that asks for a hand: whose it is, what is so, what to do. */
export const alertCard = (name, said, todo, red, more = {}) => el("li", { class: red ? "alert red" : "alert", ...more },
  el("span", { class: "mark", "aria-hidden": "true" }, "!"),
  el("p", {}, el("b", {}, name), `: ${said}`),
  todo && el("p", { class: "todo" }, todo));

export function alertRow(alert, word) {
  const { printer: { name }, red } = alert, [said, todo] = wordsOf(alert, word);
  return alertCard(name, said, todo, red.length > 0, { "data-printer": name });
}

/** The same for people who hear the page. */
export function alertSaid(alert, word) {
  const [said, todo] = wordsOf(alert, word);
  return `${alert.printer.name}: ${said} ${todo}`.trim();
}

function stateOf(printer, word) {
  const key = `supervisor.printer_${printer.state}`, said = word(key);
  return said === key ? pick(printer.why) || printer.state : said;
}

/** "vừa báo", "35 giây trước", "4 phút trước" */
function seen(printer, now, word) {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(printer.seen_at)) / 1000));
  if (seconds < MINUTE) return word(seconds < MINUTE / 2 ? "supervisor.seen_now" : "supervisor.seen_s", { count: seconds });
  return word("supervisor.seen", { count: Math.floor(seconds / MINUTE) });
}

function paperOf({ paper, tickets_left: left }, word) {
  if (paper === "out") return word("supervisor.paper_out");
  const said = word(`supervisor.paper_${["ok", "near_end"].includes(paper) ? paper : "unknown"}`);
  return left === null || left === undefined ? said : word("supervisor.paper_left", { paper: said, count: left });
}

/** One printer: what it does and when it was heard; beneath it paper, work and its last test. */
export function printerRow(printer, now, word) {
  const alerts = printer.alerts ?? [];
  const { tested, level } = printer;
  const look = WORKS.has(printer.state) ? null : alerts.some(isRed) || !printer.alerts ? "look" : "off";
  const facts = [
    printer.paper && printer.state !== "paper_out" && !(printer.paper === "unknown" && MUTE.has(level)) && ["paper", paperOf(printer, word), alerts.some((code) => YELLOW.includes(code))],
    printer.waiting > 0 && ["waiting", word("supervisor.jobs", { count: printer.waiting, seconds: printer.oldest_s }), alerts.includes("backlog")],
    tested && ["tested", word(tested.ok ? "supervisor.tested" : "supervisor.tested_bad", { time: clock(tested.at) }), !tested.ok],
    level && level !== "L3" && ["level", word(`supervisor.level_${level}`), false],
  ].filter(Boolean);
  return el("li", { class: "printer", "data-printer": printer.name },
    el("span", { class: "printer-name" }, printer.name, printer.place === "backup" && el("small", {}, ` ${word("supervisor.backup")}`)),
    el("span", { class: look }, stateOf(printer, word)),
    el("span", { class: "heard" }, seen(printer, now, word)),
    facts.length > 0 && el("p", { class: "facts" }, ...facts.map(([name, said, marked]) =>
      el("span", { class: marked ? "fact marked" : "fact", "data-fact": name }, said))));
}

/** Printers that need a hand come first, a backup after the others of its kind; all keep their order otherwise. */
export const byNeed = (printers) => {
  const need = ({ alerts = [] }) => (alerts.some(isRed) ? 0 : alerts.length ? 1 : 2);
  return [...printers].sort((a, b) => need(a) - need(b) || isBackup(a) - isBackup(b));
};
