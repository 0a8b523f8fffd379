// The list of all lines: what each is for, and what has become of it.

import { el } from "/web/words.js";

const node = (id) => document.getElementById(id);

const KINDS = [
  ["letter", /^letter\.(.+)$/], ["digit", /^digit\.(\d)$/], ["rating", /^rating\b/], ["counter", /\.counter\.(\d+)$/], ["recall", /^recall\.(\d+)\b/],
  ["closing", /^closing\.(\d+)/], ["check", /^check\b/], ["call", /^call\b/],
];

export const figure = (seconds) => seconds.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** A line that can be heard. */
export const done = (unit) => unit.url !== null;

/** lines(word, choose) draws the list and says what a line is for; `choose(place)` when one is pressed. */
export function lines(word, choose) {
  /** A bare “bê” says little to whoever reads it. */
  function what(unit) {
    const [kind, shape] = KINDS.find(([, one]) => one.test(unit.key)) ?? [];
    return kind ? word(`voice.unit_${kind}`, { x: unit.key.match(shape)[1] ?? "" }) : unit.key;
  }

  function stateOf(unit) {
    if (done(unit) && unit.why) return word(`voice.rec_${unit.why}`); // it is played all the same
    if (unit.why) return word("voice.rec_broken", { why: word(unit.why === "large" ? "voice.rec_large" : `voice.keep_${unit.why}`) });
    return done(unit) ? word("voice.rec_there", { s: figure(unit.seconds) }) : word("voice.rec_missing");
  }

  function draw(units, at) {
    node("list").replaceChildren(...units.map((unit, place) =>
      el("li", {}, el("button", { type: "button", class: `unit ${unit.why ? "broken" : done(unit) ? "there" : "missing"}`, "aria-current": place === at ? "true" : null, "data-unit": unit.key, onclick: () => choose(place) },
        el("span", { class: "text" }, unit.prompt), el("span", { class: "state" }, `${what(unit)} · ${stateOf(unit)}`)))));
    const made = units.filter(done).length;
    node("count").textContent = word("voice.rec_progress", { made, of: units.length });
    node("progress").max = units.length || 1;
    node("progress").value = made;
    node("empty").hidden = units.length > 0;
    node("booth").hidden = units.length === 0;
  }

  return { what, draw };
}
