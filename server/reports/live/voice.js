// The loudspeakers: a line for each zone, what the whole voice does, and what asks for a hand.
import { clock } from "/web/clock.js";
import { el, pick } from "/web/words.js";
import { soundCheck } from "./soundcheck.js";

const RED = ["silent_hall", "failing", "check_failed", "worker_down"], YELLOW = ["check_missing"];
const FINE = new Set(["ok", "unknown"]); // unknown: a board has just come and says in a moment how it is

/** A word of the catalogue; `other` when it has none for this. */
const known = (word, key, other) => (word(key) === key ? other : word(key));
const zoneName = ({ zone, name }) => (name ? pick(name) : zone);
const stateWords = (state, word) => known(word, `supervisor.voice_${state}`, state);
const ROLE = "board"; // a board without a name of its own: saying it would say nothing

/** The zone whose sound check is what an alert asks for; with several zones each one asks in its own line. */
export const askedZone = ({ alerts, zones }) => (zones.length === 1 && alerts.some((code) => code.startsWith("check_")) ? zones[0].zone : null);

/** What asks for a hand, red first: `[{code, red, name, said, todo}]` – of a silent hall one for each zone. */
export function voiceAlerts(voice, word) {
  const { alerts, zones, check } = voice;
  const one = (code, name, values = {}, more = code) => ({ code, red: RED.includes(code), name,
    said: `${word(`supervisor.alert_${code}`, values)}.`, todo: known(word, `supervisor.todo_${more}`, word(`supervisor.todo_${code}`)) });
  return [...RED, ...YELLOW].filter((code) => alerts.includes(code)).flatMap((code) => {
    if (code !== "silent_hall") return [one(code, word("supervisor.voice"), { time: check ? clock(check.at) : "" })];
    const mute = zones.filter(({ state }) => !FINE.has(state));
    return mute.map((zone) => one(code, zoneName(zone), { why: stateWords(zone.state, word).replace(/^./u, (first) => first.toLowerCase()) }, `voice_${zone.state}`));
  });
}

/** 2.203 in Vietnamese, 2,203 in English. */
const grouped = (number) => number.toLocaleString(document.documentElement.lang);

function facts(zone, word) {
  const { spoken, expired, failed, repeated, boards } = zone;
  return [["spoken", word("supervisor.voice_spoken", { count: grouped(spoken) }), false],
    ["expired", expired > 0 && word("supervisor.voice_expired", { count: expired }), true],
    ["failed", failed > 0 && word("supervisor.voice_failed", { count: failed }), true],
    ["repeated", repeated > 0 && word("supervisor.voice_repeated", { count: repeated }), false],
    ["boards", boards > 0 && word(boards === 1 ? "supervisor.voice_board" : "supervisor.voice_boards", { count: boards }), false]];
}

/** What is so for every zone: volume, quiet hours, the day's check, the bank of sentences, gTTS's pause. */
function general({ volume, quiet, check, check_due: due, bank, online, worker }, word) {
  return [["volume", !quiet && word("supervisor.voice_volume", { count: volume }), false],
    check ? ["check", word(check.heard ? "supervisor.checked" : "supervisor.checked_bad", { time: clock(check.at) }), !check.heard]
      : ["check", word("supervisor.checked_none"), due],
    bank.state !== "off" && ["bank", word(`supervisor.bank_${bank.state}`, { made: grouped(bank.made), of: grouped(bank.of) }), bank.state === "paused"],
    online === "paused" && ["online", word("supervisor.voice_offline"), false],
    !worker && ["worker", word("supervisor.voice_no_worker"), true]];
}

const shown = (list) => list.filter((fact) => fact && fact[1]).map(([name, said, marked]) =>
  el("span", { class: marked ? "fact marked" : "fact", "data-fact": name }, said));

/** Draws the section; a sound check under way keeps its step. `{show(voice), check(zone)}` – `check` for whoever shows it elsewhere. */
export function voiceSection(section, word) {
  const checks = new Map(), list = section.querySelector("ul"), foot = section.querySelector(".facts");

  function row(zone, { quiet }, asked) {
    if (!checks.has(zone.zone)) {
      const node = el("li", { class: "zone", "data-zone": zone.zone });
      const top = el("div", { class: "zone-top" }), check = soundCheck(zone.zone, word, "supervisor");
      node.append(top);
      checks.set(zone.zone, { node, top, check: check.node });
    }
    const { node, top, check } = checks.get(zone.zone), fine = FINE.has(zone.state);
    const name = zone.state === "ok" && !quiet && zone.speaker !== ROLE && zone.speaker;
    if (asked !== zone.zone && check.parentNode !== node) node.append(check);
    top.replaceChildren(el("span", { class: "zone-name" }, zoneName(zone)),
      el("span", { class: fine ? null : "look" }, stateWords(fine && quiet ? "quiet" : zone.state, word)),
      name ? el("span", { class: "heard" }, word("supervisor.voice_speaker", { name })) : "",
      el("p", { class: "facts" }, ...shown(facts(zone, word))));
    return node;
  }

  function show(voice) {
    const asked = askedZone(voice), nodes = voice.zones.map((zone) => row(zone, voice, asked));
    if (nodes.length !== list.children.length || nodes.some((node, place) => list.children[place] !== node)) list.replaceChildren(...nodes);
    foot.replaceChildren(...shown(general(voice, word)));
  }

  return { show, check: (zone) => checks.get(zone).check };
}
