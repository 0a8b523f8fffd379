// A keypad of four keys (it calls itself a keyboard: arrows, Enter, Home), for whoever sees nothing.
//
// The first of its keys switches the support mode on. An arrow goes to the next or the last thing that can be chosen and
// says it; Enter does it, because it has just been said; Home goes back to the first page. Nothing needs to be seen.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
const HOME = new Set(["Home", "Escape"]);
const SOON = 60, TRIES = 10; // ms between two looks at a page that does not take touches yet

const says = (node) => (node.matches(".sr-only") || node.checkVisibility() ? node.textContent.replaceAll("\u2060", "").replace(/\s*·\s*/g, ", ").replace(/\s+/g, " ").trim() : "");

/** The words that a page itself has marked for reading, in its order. */
export const markedWords = (page) => [...page.querySelectorAll("[data-aloud]")].map(says).filter(Boolean);

/** Everything that can be chosen now: on the page first, then in the bar. A list scrolls by itself to what is chosen. */
const choices = () => [...document.querySelectorAll(".page button:not(:disabled, .more), .bar button:not(:disabled)")].filter((node) => node.checkVisibility({ visibilityProperty: true }));

/** What stays the same about a button when its page draws it anew. */
export const nameOf = ({ dataset, className, textContent }) =>
  dataset.code ?? dataset.procedure ?? `${className.replace(/\b(armed|pressed)\b/g, "").trim()} ${textContent}`;

export class Keypad {
  #at = null;   // name of what was chosen last
  #place = -1;  // and its place, where the name has changed
  #hands;
  used = false; // whether this visitor uses the keys

  /** `hands`: {start(), chosen(button), press(button), home()} */
  constructor(hands) {
    this.#hands = hands;
    document.addEventListener("keydown", (event) => this.#key(event), true);
  }

  /** Another page, or another visitor. */
  forget() { this.#at = null; this.#place = -1; }
  end() { this.forget(); this.used = false; }

  #key(event) {
    const step = STEPS[event.key], enter = event.key === "Enter" && this.used;
    if (!(step || enter || HOME.has(event.key)) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.used) { this.used = true; this.#hands.start(); return; }
    if (HOME.has(event.key)) this.#hands.home();
    else this.#when(() => (enter ? this.#enter() : this.#go(step)));
  }

  /** A page that has just appeared takes nothing for a moment: a key waits for it. */
  #when(work, tries = TRIES) {
    if (document.querySelector(".page").inert && tries) setTimeout(() => this.#when(work, tries - 1), SOON);
    else work();
  }

  #find(all) {
    const named = all.findIndex((one) => nameOf(one) === this.#at);
    return named >= 0 ? named : this.#at === null ? -1 : Math.min(this.#place, all.length - 1);
  }

  #go(step) {
    const all = choices(), from = this.#find(all);
    if (!all.length) return;
    this.#place = from < 0 && step < 0 ? all.length - 1 : (from + step + all.length) % all.length;
    const button = all[this.#place];
    this.#at = nameOf(button);
    button.focus();
    this.#hands.chosen(button);
  }

  #enter() {
    const all = choices(), at = this.#find(all);
    if (at >= 0) this.#hands.press(all[at]);
    else this.#go(1);
  }
}
