// What surrounds every page: the centre and the clock above, the switches below.
import { el } from "/web/words.js";
import { clock, longDay, officeTime } from "/web/clock.js";
import { button, text } from "/room/kiosk/say.js";
import { supportButton, voiceButtons } from "/room/kiosk/support.js";

const root = document.documentElement;
const SWITCHES = { type: "large", contrast: "high" }; // token sets, not second designs

export const switched = () => Object.keys(SWITCHES).some((name) => root.dataset[name]);
export const switchOff = () => Object.keys(SWITCHES).forEach((name) => delete root.dataset[name]);

const line = (selector, words) => { document.querySelector(selector).textContent = words; };

/** The clock shows the office's time, so that kiosk, board and paper agree. */
export function showHead(app) {
  const { centre } = app.picture;
  line(".centre-name", text(centre.name));
  line(".centre-unit", [text(centre.unit), text(centre.province)].filter(Boolean).join(" · "));
  line(".centre-demo", centre.demo ? app.words("common.demo") : "");
  showClock();
}

export function showClock() {
  line(".clock", clock(officeTime()));
  line(".date", longDay(officeTime()));
}

/** Languages by their own names. */
export function languages(app) {
  const codes = app.picture.languages ?? [];
  if (codes.length < 2) return null;
  return el("div", { class: "languages", role: "group", "aria-label": app.words("kiosk.languages") }, ...codes.map((code) =>
    el("button", { type: "button", class: "language", lang: code, "aria-pressed": String(code === root.lang), onpress: () => app.speak(code) },
      new Intl.DisplayNames([code], { type: "language" }).of(code))));
}

function toggle(app, name, label, drawing) {
  const node = button(app.words(label), { icon: drawing, class: "bar-button", "aria-pressed": String(Boolean(root.dataset[name])) });
  node.addEventListener("press", () => {
    if (root.dataset[name]) delete root.dataset[name];
    else root.dataset[name] = SWITCHES[name];
    node.setAttribute("aria-pressed", String(Boolean(root.dataset[name])));
    app.stirred();
  });
  return node;
}

export function showBar(app) {
  const first = app.page === "home"
    ? [button(app.words("kiosk.lookup"), { icon: "search", class: "bar-button first", onpress: () => app.go("lookup", {}) }),
      button(app.words("kiosk.have"), { icon: "scan", class: "bar-button first", onpress: () => app.go("scan", {}) })]
    : [button(app.words("kiosk.back"), { icon: "back", class: "bar-button first", onpress: () => app.back() })];
  const own = app.support.on ? voiceButtons(app) : [toggle(app, "type", "kiosk.large", "type"), toggle(app, "contrast", "kiosk.contrast", "contrast")];
  document.querySelector(".bar").replaceChildren(supportButton(app), ...first, ...own, languages(app) ?? "");
}
