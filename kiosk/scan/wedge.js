// A scanner that pretends to be a keyboard ("keyboard wedge"): keys faster than any hand, ended by Enter or Tab.
//
// Every printing key is held back for a moment. When no other follows, it was a person's and is played again; when a burst
// comes, it is a scan, and nothing of it reaches the page: no letter in a search field, no Enter on the focused button.
// Keys are read as the US layout where the system's layout (or an input method such as Unikey) makes other letters of
// them: digits and signs of a code are ASCII, and the names on a card are not wanted.
import { Burst } from "/room/scan/burst.js";
import { UNKNOWN, recognise } from "/room/scan/what.js";

const HAND = 60;      // ms between two keys that no hand is faster than, over and over
const HICCUP = 250;   // ms a scanner may pause within a scan that has surely begun
const SURE = 4;       // keys in such a row that no hand makes
const SHORTEST = 8;   // signs of the shortest code
const REPLAYED = 12;  // keys of a quick hand that are played again
const AFTER = 150;    // ms after a scan in which line ends (CR and LF, Ctrl+J) still belong to it
const OURS = /[|:/]|[0-9]{6}/; // such keys are no words somebody types: never played again
const ENDS = new Set(["Enter", "Tab"]);
const SHIFTED = { 1: "!", 2: "@", 3: "#", 4: "$", 5: "%", 6: "^", 7: "&", 8: "*", 9: "(", 0: ")" };
const SIGNS = { Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Backquote: "`~" };

/** The ASCII sign of a key; "?" for a letter that only other layouts have; null for a key that prints nothing. */
export function signOf({ key, code = "", shiftKey = false }) {
  if (/^[ -~]$/.test(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1], digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (key === "Process" || key === "Dead" || [...key].length === 1) {
    if (letter) return shiftKey ? letter : letter.toLowerCase();
    if (digit) return shiftKey ? SHIFTED[digit] : digit;
    return SIGNS[code]?.[shiftKey ? 1 : 0] ?? "?";
  }
  return null;
}

const typing = (target) => target?.matches?.("input, textarea, select, [contenteditable]");

export class Wedge {
  #burst = new Burst();
  #held = [];       // keys that may be a person's, to be played again
  #seen = "";       // the last few signs, to know what nobody types
  #last = -Infinity;
  #done = -Infinity; // when the last scan ended
  #timer = null;
  #onScan;

  /** Hears the keys of `window`; `onScan(what)` for each scan, readable or not. */
  constructor(window, onScan) {
    this.#onScan = onScan;
    window.addEventListener("keydown", (event) => this.#key(event), true);
  }

  #key(event) {
    if (!event.isTrusted || event.repeat || typing(event.target)) return;
    const now = event.timeStamp, sure = this.#burst.count >= SURE;
    const going = this.#burst.count > 0 && now - this.#last <= (sure ? HICCUP : HAND);
    if (!going && this.#burst.count) this.#lapse();
    const end = ENDS.has(event.key), command = event.ctrlKey || event.altKey || event.metaKey;
    if ((end || command) && now - this.#done <= AFTER) return swallow(event);
    if (end || (command && going && sure)) return this.#end(event, going);
    if (command) return undefined;
    if (event.key === "Backspace" && going && sure) { this.#burst.erase(); this.#wait(now); return swallow(event); }
    const sign = signOf(event);
    if (sign === null) { if (event.key !== "Shift" && event.key !== "CapsLock") this.#lapse(); return undefined; }
    if (sign === " " && !going) return undefined; // a button that has the focus is pressed by it
    this.#add(event, sign, now);
    return swallow(event);
  }

  #add(event, sign, now) {
    this.#burst.add(sign);
    this.#done = -Infinity; // another scan has begun: its end is its own
    this.#seen = (this.#seen + sign).slice(-6);
    if (this.#burst.count > REPLAYED || OURS.test(this.#seen)) this.#held = null;
    this.#held?.push({ key: event.key, code: event.code, shiftKey: event.shiftKey });
    this.#wait(now);
  }

  #wait(now) {
    this.#last = now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lapse(), this.#burst.count >= SURE ? HICCUP : HAND);
  }

  #end(event, going) {
    if (!going || this.#burst.count < SHORTEST) return this.#lapse();
    swallow(event);
    this.#done = event.timeStamp;
    return this.#onScan(recognise(this.#clear().text));
  }

  /** The keys have stopped without an end: a scanner that sends none, a person, or a piece of something. */
  #lapse() {
    if (!this.#burst.count) return;
    const { text, held } = this.#clear();
    const what = recognise(text);
    if (what !== UNKNOWN && (what.kind !== "booking" || text.includes("-"))) return this.#onScan(what);
    if (!held) return this.#onScan(UNKNOWN);
    for (const key of held) {
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
    }
    return undefined;
  }

  #clear() {
    clearTimeout(this.#timer);
    const taken = { text: this.#burst.take(), held: this.#held };
    this.#held = [];
    this.#seen = "";
    return taken;
  }
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
