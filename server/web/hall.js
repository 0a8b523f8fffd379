// What the screens that hang in the hall have in common: names in large letters, and the movement of a new call.
import { pick, el } from "/web/words.js";

/** A name in the reader's language, in which a dash never begins a line. */
export const read = (names) => pick(names).replaceAll(" – ", "\u00a0– ");

/** A name breaks between its clauses before it breaks inside one: "Quầy Tư pháp –" / "Hộ tịch". */
export const clauses = (name) => name.split(/(?<=\u00a0– )/).map((clause) => el("span", { class: "clause" }, clause));

/** Shows the text, or nothing at all when there is none. */
export function fill(node, text) {
  node.textContent = text;
  node.hidden = !text;
}

/** Plays the movement of the class `new` once more. */
export function restart(node) {
  node.classList.remove("new");
  void node.offsetWidth; // the browser forgets the finished movement only after a look
  node.classList.add("new");
}
