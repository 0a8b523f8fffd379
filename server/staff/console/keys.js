// The keys of the console and the sheet that explains them.
import { el } from "/web/words.js";

export const KEYS = { Space: "next", KeyF: "next", KeyS: "start", KeyR: "recall", KeyA: "absent", Enter: "finish", NumpadEnter: "finish",
  KeyH: "hold", KeyQ: "fix", KeyT: "transfer", KeyC: "call", KeyP: "pause", KeyI: "reprint", KeyU: "priority",
  KeyN: "give", KeyL: "book", KeyM: "checkin", KeyY: "seat", KeyZ: "undo" };
export const TABS = { Digit1: "waiting", Digit2: "absent", Digit3: "held", Numpad1: "waiting", Numpad2: "absent", Numpad3: "held" };

const SHEET = [
  ["console.help_turn", [["Space", "next"], ["F", "finish_next"], ["S", "start"], ["R", "recall"], ["A", "absent"], ["Enter", "finish"], ["K", "transfer_end"], ["C", "call"]]],
  ["console.help_visit", [["H", "hold"], ["Q", "fix"], ["T", "transfer"], ["I", "reprint"], ["Z", "undo"]]],
  ["console.help_desk", [["N", "give"], ["L", "book"], ["M", "checkin"], ["P", "pause"], ["Y", "seat_go"]]],
  ["console.help_lists", [["1", "tab_waiting"], ["2", "tab_absent"], ["3", "tab_held"], ["U", "priority"], ["Esc", "help_back"], ["?", "help"]]],
];

/** The sheet of all keys: `?` shows it and takes it away again; while it is there no key does anything else. */
export function helpSheet(dialog, word) {
  const part = ([title, keys]) => el("section", {}, el("h3", {}, word(title)),
    el("dl", {}, ...keys.map(([cap, name]) => el("div", {}, el("dt", {}, el("kbd", {}, cap)), el("dd", {}, word(`console.${name}`))))));
  dialog.append(el("h2", { tabindex: "-1", autofocus: "" }, word("console.help_title")), el("div", { class: "sheet" }, ...SHEET.map(part)),
    el("p", { class: "quiet" }, word("console.help_typing")),
    el("button", { type: "button", class: "back", onclick: () => dialog.close() }, word("console.back")));
  dialog.addEventListener("close", () => document.activeElement?.blur());
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); }); // beside the sheet
  return {
    get open() { return dialog.open; },
    toggle: () => (dialog.open ? dialog.close() : dialog.showModal()),
  };
}
