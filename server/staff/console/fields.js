// What panels are made of: fields, choices with their keys, a line of what will be read, the two ways out.
import { el } from "/web/words.js";

const LONGEST = 120; // letters of a reason that the office takes
const NOTE = 200;    // letters of a note between colleagues
const KEYED = 9;     // choices of a list that have a digit of their own

export const field = (label, attributes) =>
  el("label", { class: "ask" }, label, el("input", { autocomplete: "off", maxlength: LONGEST, ...attributes }));

/** A note for colleagues: never shown to the public. */
export const noteField = (word) => field(word("console.note_ask"), { name: "note", maxlength: NOTE });

/** One of several. A choice is `{value, text, key?, name?, checked?}`; `name` is what it is called in full. */
export function chips(name, legend, choices, look = "") {
  const chip = ({ value, text, key, name: full, checked }) => el("label", { class: "chip" },
    el("input", { type: "radio", name, value, checked, "data-key": key, "data-said": full ?? text, "aria-label": full }),
    el("span", {}, key && key !== text && el("b", { class: "cap", "aria-hidden": "true" }, key), text));
  return el("fieldset", { class: `chips ${look}`.trim() }, el("legend", {}, legend), ...choices.map(chip));
}

/** The same with digits as keys. */
export const listed = (name, legend, choices) =>
  chips(name, legend, choices.map((choice, place) => ({ key: place < KEYED ? String(place + 1) : undefined, ...choice })));

const ends = (word, go) => [el("button", { class: "go" }, word(go)), el("button", { type: "button", class: "back" }, word("console.back"))];

/** Title, parts, and the last row with "go" and "back". */
export const rows = (word, title, go, parts, last = []) =>
  [el("h2", {}, word(title)), ...parts, el("div", { class: "row" }, ...last, ...ends(word, go))];

/** A label as people type it: "a5" is A005, for every number has at least three digits. */
export const labelIn = (typed) => typed.trim().toUpperCase().replace(/^(\p{L}+)(\d{1,2})$/u, (_, letter, number) => letter + number.padStart(3, "0"));

/** A line that says what is going to happen or be read. */
export const told = (text, name = "told") => el("p", { class: name }, text);

/** Marks a panel of which something is still hidden below. */
const marked = new WeakSet();
export function moreBelow(form) {
  const look = () => form.classList.toggle("more", form.scrollTop + form.clientHeight < form.scrollHeight - 2);
  if (!marked.has(form)) {
    marked.add(form);
    form.addEventListener("scroll", look, { passive: true });
    form.addEventListener("input", look);
    new ResizeObserver(look).observe(form);
  }
  look();
}

/** What is chosen in a panel, by the full name of the choice; empty when nothing is. */
export const chosenIn = (form, name) => form.querySelector(`[name=${name}]:checked`)?.dataset.said ?? "";
