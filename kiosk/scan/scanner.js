// All scanners of this kiosk, and who hears them: the newest listener alone.
import { Serial } from "/room/scan/serial.js";
import { Wedge } from "/room/scan/wedge.js";

export class Scanner {
  #listeners = [];

  constructor(window) {
    const tell = (what) => this.#listeners.at(-1)?.(what);
    new Wedge(window, tell);
    new Serial(window.navigator.serial, tell);
  }

  /** Hears from now on; the answer ends it. Nothing is kept of what nobody hears. */
  listen(onScan) {
    const mine = (what) => onScan(what);
    this.#listeners.push(mine);
    return () => { this.#listeners = this.#listeners.filter((one) => one !== mine); };
  }
}
