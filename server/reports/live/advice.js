// "Mở thêm quầy": somebody waits too long while a counter that could help is free, paused or without anybody. Said once, quietly.
import { get } from "/web/send.js";
import { pick } from "/web/words.js";
import { alertCard } from "./printers.js";

const NORM = 15;    // minutes of the longest wait (Decision 468/QĐ-TTg): the limit where no counter is at work for a service
const LIMIT = 30;   // twice that: the limit where one is
const FRESH = 60000; // ms for which it is known what each counter serves; the centre may be changed meanwhile
const MOST = 2;     // services that are spoken of at a time: the worst

const waits = ({ services }) => services.filter(({ waiting, longest_min: longest }) => waiting > 0 && longest > NORM)
  .sort((a, b) => b.longest_min - a.longest_min);
/** Open in the book, but nobody sits there; not known where nobody signs in at all. */
export const unsigned = ({ counters }) => (counters.some(({ staff }) => staff) ? ({ state, staff }) => state === "open" && staff === null : () => false);

/** Counters that may call for this service. */
function able(service, { counters }, duties) {
  const can = new Set(duties.filter((one) => one.services.includes(service.code) || one.helps.includes(service.code)).map(({ no }) => no));
  return counters.filter(({ no }) => can.has(no));
}

/** Those of them that could call now, with what is to be said of each: free ones first, then paused ones, then empty ones. */
function helpers(counters, empty) {
  const kind = (counter) => (empty(counter) ? "unsigned" : counter.state);
  return ["open", "paused", "unsigned"].flatMap((how) => counters.filter((one) => kind(one) === how).map(({ no }) => [how, no]));
}

/** `alerts(picture)` gives the cards; what each counter serves is asked for when it is needed, then `again()` is called. */
export function advice(word, again) {
  let duties = [], asked = -Infinity;

  async function learn() {
    asked = performance.now();
    const answer = await get("/counters").catch(() => null);
    if (!answer?.counters) return;
    duties = answer.counters;
    again();
  }

  function card({ service, found, alone }) {
    const names = found.map(([how, no]) => word(`supervisor.advice_${how}`, { no })).join(", ");
    const said = word("supervisor.advice_waits", { count: service.longest_min, waiting: service.waiting });
    return { red: false, node: alertCard(pick(service.name), said, word(alone ? "supervisor.advice_alone" : "supervisor.advice_todo", { names }), false, { "data-advice": service.code }) };
  }

  return (picture) => {
    const worst = waits(picture), empty = unsigned(picture);
    if (worst.length && performance.now() - asked > FRESH) learn();
    return worst.map((service) => {
      const counters = able(service, picture, duties);
      return { service, found: helpers(counters, empty), alone: counters.every((one) => empty(one) || one.state === "paused") };
    }).filter(({ service, found, alone }) => found.length && (alone || service.longest_min > LIMIT)).slice(0, MOST).map(card);
  };
}

/** People who wait for one counter alone while nobody calls there: no other screen shows that they are forgotten. */
export const strandedAlerts = ({ stranded = [] }, word) => stranded.map(({ counter: no, labels, longest_min: count, staffed }) => {
  const name = word("supervisor.stranded", { no }), said = word("supervisor.stranded_said", { labels: labels.join(", "), count });
  const todo = word(staffed ? "supervisor.stranded_todo_staffed" : "supervisor.stranded_todo", { no });
  return { red: false, node: alertCard(name, said, todo, false, { "data-stranded": String(no) }), said: `${name}: ${said} ${todo}`, key: no };
});

/** A clock that has gone back gives no numbers: the first thing to be seen. */
export function clockAlert({ clock }, word) {
  if (clock !== "backwards") return [];
  const [name, said, todo] = ["clock", "clock_said", "clock_todo"].map((key) => word(`supervisor.${key}`));
  return [{ red: true, first: true, node: alertCard(name, said, todo, true, { "data-clock": "backwards" }), said: `${name}: ${said} ${todo}` }];
}
