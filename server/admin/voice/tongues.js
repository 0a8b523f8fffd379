// The cards of the languages: their order, voice, speed, when they are spoken, and what they say.

import { el } from "/web/words.js";

const icon = (path) => {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
};
export const PLAY = "M7 5v14l12-7z";
export const UP = "M12 19V6M6 12l6-6 6 6", DOWN = "M12 5v13M6 12l6 6 6-6", CROSS = "M6 6l12 12M18 6L6 18";

/** A button with a drawing; `label` is what is said where the text does not say all. */
export const iconButton = (path, label, press, text = null, more = {}) =>
  el("button", { type: "button", class: text ? "listen" : "small-act", "aria-label": label, onclick: press, ...more }, icon(path), text && el("span", {}, text));

/** As many lines as the sentence takes: it is to be in view as a whole. */
function fit(field) {
  field.rows = 1;
  if (field.scrollHeight > field.clientHeight + 2) field.rows = 2;
}

/** tongues(list, facts, word, acts) draws the cards and knows what stands in them. */
export function tongues(list, facts, word, { changed, listen }) {
  let shown = [];
  const name = (lang) => facts.names[lang] ?? lang;

  const option = (value, text, chosen) => el("option", { value, selected: value === chosen }, text);

  function help(tongue) {
    const { voice, lang } = tongue;
    if (voice === "gtts" && !facts.can.gtts) return word("voice.voice_gtts_off_help");
    if (voice === "piper" && !facts.can.piper.includes(lang)) return word("voice.voice_piper_off_help", { lang });
    if (voice === "recorded" && !facts.own.includes(lang)) return word("voice.voice_recorded_only_help");
    return word(`voice.voice_${voice}_help`);
  }

  function voiceField(tongue, place, id) {
    const choices = facts.own.includes(tongue.lang) ? facts.voices : ["recorded"];
    const said = el("p", { class: "help", id: `${id}-help` }, help(tongue));
    const choose = el("select", { id, "aria-describedby": `${id}-help`, onchange: ({ target }) => {
      tongue.voice = target.value;
      said.textContent = help(tongue);
      showSpeed(tongue);
      changed();
    } },
      ...choices.map((voice) => option(voice, word(`voice.voice_${voice}`), tongue.voice)));
    return el("div", { class: "field wide", "data-field": `tongues.${place}.voice` }, el("label", { for: id }, word("voice.voice")), choose, said);
  }

  function whenField(tongue, place, id) {
    const choose = el("select", { id, onchange: ({ target }) => { tongue.when = target.value; changed(); } },
      ...facts.whens.map((when) => option(when, word(`voice.when_${when}`), tongue.when)));
    return el("div", { class: "field", "data-field": `tongues.${place}.when` }, el("label", { for: id }, word("voice.when")), choose);
  }

  /** A person's recording is played as it was spoken. */
  function showSpeed(tongue) {
    const slide = document.getElementById(`tongue-${tongue.lang}-speed`), recorded = tongue.voice === "recorded";
    slide.disabled = recorded;
    slide.labels[0].querySelector("output").textContent = recorded ? word("voice.speed_own") : word("voice.percent", { n: tongue.speed });
  }

  function speedField(tongue, place, id) {
    const [least, most] = facts.speeds;
    const slide = el("input", { type: "range", id, min: least, max: most, step: 5, value: tongue.speed, oninput: ({ target }) => {
      tongue.speed = Number(target.value);
      showSpeed(tongue);
      changed();
    } });
    return el("div", { class: "field", "data-field": `tongues.${place}.speed` }, el("label", { for: id }, `${word("voice.speed")} `, el("output", { for: id })), slide);
  }

  function wordingRow(tongue, place, occasion) {
    const terminal = occasion === "rating"; // all else is heard in the hall
    const id = `say-${tongue.lang}-${occasion}`, what = word(`voice.on_${occasion}`);
    const lang = facts.own.includes(tongue.lang) ? tongue.lang : "vi";
    // One sentence, but in view as a whole; a line feed is no part of it.
    const text = el("textarea", { id, lang, maxlength: facts.longest, spellcheck: "false", "aria-describedby": `${terminal ? `${id}-help ` : ""}places-${tongue.lang}`,
      onkeydown: (event) => { if (event.key === "Enter") event.preventDefault(); },
      oninput: ({ target }) => { tongue.wording[occasion] = target.value.replace(/[\r\n]+/g, " "); fit(target); changed(); } });
    text.value = tongue.wording[occasion];
    const hear = iconButton(PLAY, word("voice.listen_of", { what, name: name(tongue.lang) }), ({ currentTarget }) => listen(tongue, occasion, currentTarget), word("voice.listen"));
    return el("div", { class: "field line", "data-field": `tongues.${place}.wording.${occasion}` }, el("label", { for: id }, what), text, hear, terminal && el("p", { class: "help", id: `${id}-help` }, word("voice.rating_where")));
  }

  function placesHelp(tongue) {
    const known = [...new Set(facts.occasions.flatMap((occasion) => facts.places[occasion]))];
    const list = known.map((one) => `{${one}} ${word(`voice.place_${one}`)}`).join(", ");
    return el("p", { class: "help", id: `places-${tongue.lang}` }, word("voice.places", { list }));
  }

  function move(place, by) {
    const [tongue] = shown.splice(place, 1);
    shown.splice(place + by, 0, tongue);
    draw();
    changed();
    const again = list.children[place + by].querySelectorAll(".small-act:enabled");
    (again[by < 0 ? 0 : Math.min(1, again.length - 1)] ?? again[0])?.focus();
  }

  function remove(place) {
    shown.splice(place, 1);
    draw();
    changed();
    list.querySelector("select").focus();
  }

  function card(tongue, place) {
    const called = name(tongue.lang), id = `tongue-${tongue.lang}`;
    return el("li", { class: "tongue", "data-lang": tongue.lang },
      el("div", { class: "tongue-head", "data-field": `tongues.${place}.lang` },
        el("span", { class: "place number", "aria-hidden": "true" }, String(place + 1)),
        el("h3", { id: `${id}-name` }, called),
        iconButton(UP, word("voice.earlier", { name: called }), () => move(place, -1), null, { disabled: place === 0 }),
        iconButton(DOWN, word("voice.later", { name: called }), () => move(place, 1), null, { disabled: place === shown.length - 1 }),
        iconButton(CROSS, word("voice.remove_of", { name: called }), () => remove(place), null, { disabled: shown.length === 1 })),
      el("div", { class: "tongue-voice" }, voiceField(tongue, place, `${id}-voice`), whenField(tongue, place, `${id}-when`), speedField(tongue, place, `${id}-speed`)),
      el("div", { class: "lines", role: "group", "aria-label": `${word("voice.wording")}: ${called}` }, ...facts.occasions.map((occasion) => wordingRow(tongue, place, occasion)), placesHelp(tongue)));
  }

  function draw() {
    list.replaceChildren(...shown.map(card));
    shown.forEach(showSpeed);
    fitAll();
    const free = facts.own.filter((lang) => !shown.some((tongue) => tongue.lang === lang));
    document.getElementById("add").replaceChildren(...(shown.length < facts.most.tongues ? free : []).map((lang) =>
      el("button", { type: "button", class: "quiet-act", onclick: () => add(lang) }, word("voice.add", { name: name(lang) }))));
  }

  function add(lang) {
    const known = facts.standard.tongues.find((tongue) => tongue.lang === lang);
    shown.push(structuredClone(known ?? { lang, voice: "gtts", when: "asked", speed: 100, wording: facts.wording[lang] }));
    draw();
    changed();
    document.getElementById(`tongue-${lang}-voice`).focus();
  }

  const fitAll = () => { for (const field of list.querySelectorAll("textarea")) fit(field); };
  addEventListener("resize", fitAll);
  document.fonts.ready.then(fitAll);
  return {
    fill(values) { shown = structuredClone(values); draw(); },
    gathered: () => structuredClone(shown),
  };
}
