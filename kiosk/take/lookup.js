// Look up a procedure: typed without marks on keys drawn here, so no keyboard of the system ever appears.
import { el, pick } from "/web/words.js";
import { get } from "/web/send.js";
import { button, icon } from "/room/kiosk/say.js";
import { rows } from "/room/kiosk/procedures.js";
import { scroller } from "/room/kiosk/scroll.js";
import { helper } from "/room/kiosk/wish.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const DIGITS = [..."1234567890."];
const LONGEST = 40;

/** `params`: {typed?, digits?}; the office finds, with marks or without and with slips of the finger. */
export function lookup(app, params) {
  const field = el("output", { class: "typed" });
  const results = el("div", { class: "results" });
  const told = el("p", { class: "sr-only", role: "status" });
  const board = el("div", { class: "keys", role: "group", "aria-label": app.words("kiosk.keys") });
  let asking = false, changed = false, left = false;

  /** One question at a time: what was typed meanwhile is asked when the answer is there. */
  async function ask() {
    changed = true;
    if (asking) return;
    asking = true;
    let answer = null;
    while (changed && !left) {
      changed = false;
      const typed = (params.typed ?? "").trim();
      const query = new URLSearchParams({ ...(typed && { q: typed.toLowerCase() }), language: document.documentElement.lang });
      answer = await get(`/procedures?${query}`).catch(() => null);
    }
    asking = false;
    if (!left) show(answer && known(app, answer.procedures, Boolean(params.typed)));
  }

  function show(found) {
    const nothing = found === null ? app.words("kiosk.away") : app.words("kiosk.nothing");
    told.textContent = found?.length ? app.words("kiosk.found", { count: found.length }) : nothing;
    if (!found?.length) app.support.tell([nothing]);
    results.replaceChildren(found?.length
      ? scroller(app.words, rows(app, found, (about) => app.go("procedure", { code: about.service, about }), { whose: true }))
      : el("div", { class: "nothing" }, el("p", {}, nothing), found && askPeople(app)));
  }

  function change(typed) {
    params.typed = typed.trimStart().slice(0, LONGEST);
    showField();
    ask();
  }
  function showField() {
    field.classList.toggle("empty", !params.typed);
    field.textContent = params.typed || app.words("kiosk.search_hint");
  }
  const type = (letter) => change(`${params.typed ?? ""}${letter}`);
  const erase = () => change((params.typed ?? "").slice(0, -1));
  const swap = () => { params.digits = !params.digits; showKeys(); };

  function showKeys() {
    const key = (label, onpress, more = {}) => el("button", { type: "button", class: "key", onpress, ...more }, label);
    board.classList.toggle("digits", Boolean(params.digits));
    board.replaceChildren(
      ...(params.digits ? DIGITS : LETTERS).map((letter) => key(letter, () => type(letter))),
      key(params.digits ? "ABC" : "123", swap, { class: "key swap", "aria-label": app.words(params.digits ? "kiosk.letters" : "kiosk.digits") }),
      key(app.words("kiosk.space"), () => type(" "), { class: "key wide" }),
      key(icon("erase"), erase, { class: "key wide", "aria-label": app.words("kiosk.erase") }));
  }

  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^[\p{L}\p{N} .]$/u.test(event.key)) type(event.key.toUpperCase());
    else if (event.key === "Backspace") erase();
    else return;
    event.preventDefault(); // a button that has the focus is not pressed by the space of a word
  };
  document.addEventListener("keydown", onKey);

  showField();
  showKeys();
  ask();
  return {
    node: el("section", { class: "lookup" }, el("h1", {}, app.words("kiosk.lookup_title")), el("div", { class: "field" }, icon("search"), field), results, board, told),
    leave: () => { left = true; document.removeEventListener("keydown", onKey); },
  };
}

/** What this kiosk has numbers for; while nothing is typed, the services that most people come for are first. */
function known(app, procedures, typed) {
  const place = new Map(app.picture.services.map(({ code }, index) => [code, index]));
  const here = procedures.filter(({ service }) => place.has(service));
  return typed ? here : here.sort((a, b) => place.get(a.service) - place.get(b.service));
}

/** Whoever finds nothing is sent to a person, not away. */
function askPeople(app) {
  const help = helper(app);
  return help && button(app.words("kiosk.ask_people", { service: pick(help.short ?? help.name) }),
    { class: "solid", icon: "people", "data-code": help.code, onpress: () => app.go("service", { code: help.code }) });
}
