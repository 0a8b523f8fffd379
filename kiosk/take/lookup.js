// Look up a procedure: typed without marks on keys drawn here, so no keyboard of the system ever appears.
import { el } from "/web/words.js";
import { get } from "/web/send.js";
import { icon } from "/room/kiosk/say.js";
import { find, rows } from "/room/kiosk/procedures.js";
import { scroller } from "/room/kiosk/scroll.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const LONGEST = 30;

export function lookup(app, params) {
  const field = el("output", { class: "typed" });
  const results = el("div", { class: "results", role: "status" });
  let procedures = null;

  function show() {
    field.classList.toggle("empty", !params.typed);
    field.textContent = params.typed || app.words("kiosk.search_hint");
    if (!procedures) return;
    const found = find(procedures, params.typed ?? "");
    const letters = new Map(app.picture.services.map(({ code, letter }) => [code, letter]));
    results.replaceChildren(found.length
      ? scroller(app.words, rows(found, ({ service, code }) => app.go("service", { code: service, procedure: code }), (code) => letters.get(code)))
      : el("p", { class: "nothing" }, app.words("kiosk.nothing")));
  }

  const type = (letter) => { params.typed = `${params.typed ?? ""}${letter}`.trimStart().slice(0, LONGEST); show(); };
  const erase = () => { params.typed = (params.typed ?? "").slice(0, -1); show(); };
  const onKey = (event) => {
    if (/^[a-z ]$/i.test(event.key)) type(event.key.toUpperCase());
    if (event.key === "Backspace") erase();
  };
  document.addEventListener("keydown", onKey);

  get("/procedures").then((answer) => { procedures = answer.procedures.filter(({ service }) => app.picture.services.some(({ code }) => code === service)); show(); },
    () => results.replaceChildren(el("p", { class: "nothing" }, app.words("kiosk.away"))));
  show();
  return {
    node: el("section", { class: "lookup" }, el("h1", {}, app.words("kiosk.lookup")), el("div", { class: "field" }, icon("search"), field), results, keys(app, type, erase)),
    leave: () => document.removeEventListener("keydown", onKey),
  };
}

function keys(app, type, erase) {
  const key = (label, onpress, more = {}) => el("button", { type: "button", class: "key", onpress, ...more }, label);
  return el("div", { class: "keys", role: "group", "aria-label": app.words("kiosk.keys") },
    ...LETTERS.map((letter) => key(letter, () => type(letter))),
    key(app.words("kiosk.space"), () => type(" "), { class: "key wide" }),
    key(icon("erase"), erase, { class: "key wide", "aria-label": app.words("kiosk.erase") }));
}
