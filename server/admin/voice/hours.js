// Volume by the hour: rows with a beginning, an end and a volume.

import { CROSS, iconButton } from "/room/voice/tongues.js";
import { el } from "/web/words.js";

const clock = (minutes) => minutes === null ? "" : `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Minutes since midnight of "7:30", "07h30" or "0730", else null. (A browser in English would ask for AM and PM.) */
function minutes(text) {
  const [, hour, minute] = text.trim().match(/^(\d{1,2})\s*[:hH.]?\s*(\d{2})$/) ?? [];
  const found = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && found <= 1440 ? found : null;
}

const NOON = { from_min: 690, to_min: 810, volume: 0 }; // what most centres want: quiet over lunch

/** hours(list, most, word, changed) draws the rows and knows what stands in them. */
export function hours(list, most, word, changed) {
  let shown = [];
  const none = document.getElementById("hours-none"), more = document.getElementById("hours-add");
  const loud = (volume) => (volume ? word("voice.percent", { n: volume }) : word("voice.quiet"));

  function time(row, place, part) {
    const id = `hours-${place}-${part}`, field = `${part}_min`;
    return el("div", { class: "field", "data-field": `hours.${place}.${field}` }, el("label", { for: id }, word(`voice.hours_${part}`)),
      el("input", { id, class: "time", value: clock(row[field]), maxlength: 5, inputmode: "numeric", placeholder: "07:30", autocomplete: "off",
        oninput: ({ target }) => { row[field] = minutes(target.value); changed(); },
        onchange: ({ target }) => { if (row[field] !== null) target.value = clock(row[field]); } }));
  }

  function volume(row, place) {
    const id = `hours-${place}-volume`, said = el("output", { for: id }, loud(row.volume));
    return el("div", { class: "field grow", "data-field": `hours.${place}.volume` }, el("label", { for: id }, `${word("voice.hours_volume")} `, said),
      el("input", { type: "range", id, min: 0, max: 100, step: 5, value: row.volume, oninput: ({ target }) => {
        row.volume = Number(target.value);
        said.textContent = loud(row.volume);
        changed();
      } }));
  }

  function draw() {
    list.replaceChildren(...shown.map((row, place) => el("li", { class: "span" }, time(row, place, "from"), time(row, place, "to"), volume(row, place),
      iconButton(CROSS, word("voice.hours_remove", { n: place + 1 }), () => { shown.splice(place, 1); draw(); changed(); more.focus(); }))));
    none.hidden = shown.length > 0;
    list.hidden = shown.length === 0;
    more.hidden = shown.length >= most;
  }

  more.addEventListener("click", () => {
    shown.push({ ...NOON });
    draw();
    changed();
    document.getElementById(`hours-${shown.length - 1}-from`).focus();
  });
  return {
    fill(values) { shown = structuredClone(values); draw(); },
    gathered: () => structuredClone(shown),
  };
}
