// The signs of one scan as they arrive, never more than can mean anything. Pure: no clock, no page.
//
// Of an identity card only the first field is ever kept: as soon as twelve digits and a "|" have come, all that follows
// (name, birth, residence) is dropped sign by sign, and only the bars between the fields are counted.

const LONGEST = 600; // signs; a longer scan is no code of ours, and the rest of it is only waited for
const CARD = /^(?:\][A-Za-z][0-9A-Za-z])?[0-9]{12}\|/; // scanners may put the sort of code first ("]Q1")

export class Burst {
  #text = "";
  count = 0; // signs that have come, kept or not

  add(sign) {
    this.count += 1;
    if (CARD.test(this.#text)) { if (sign === "|" && this.#text.length < LONGEST) this.#text += sign; return; }
    if (this.#text.length <= LONGEST) this.#text += sign;
  }

  /** An input method that rewrites a letter first takes it back. */
  erase() {
    this.count = Math.max(0, this.count - 1);
    if (!CARD.test(this.#text)) this.#text = this.#text.slice(0, -1);
  }

  /** What has come, once: afterwards it is empty. */
  take() {
    const text = this.#text;
    this.clear();
    return text;
  }

  clear() {
    this.#text = "";
    this.count = 0;
  }
}
