// Scanners on a serial line (or USB-CDC), where the browser's policy gives this page the port: 9600 baud, 8N1.
import { Burst } from "/room/scan/burst.js";
import { recognise } from "/room/scan/what.js";

const LINE = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: "none" };
const PAUSE = 200;    // ms of silence that end a scan of a scanner that sends no line end
const SHORTEST = 8;   // signs of the shortest code
const AGAIN = 10_000; // ms between two tries for a port that is busy or broken
const MOST = 8;       // reading faults in a row after which the port is opened afresh

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

export class Serial {
  #onScan;
  #open = new Set();

  /** Reads all ports of `serial` (navigator.serial) that this page was given, now or later. */
  constructor(serial, onScan) {
    this.#onScan = onScan;
    if (!serial) return; // plain http, or another browser
    serial.addEventListener("connect", ({ target }) => this.#keep(target));
    serial.getPorts().then((ports) => ports.forEach((port) => this.#keep(port)), () => {});
  }

  /** Keeps a port open for as long as it is plugged in. */
  async #keep(port) {
    if (this.#open.has(port)) return;
    this.#open.add(port);
    do {
      await port.open(LINE).then(() => this.#read(port), () => {});
      await port.close().catch(() => {});
      if (port.connected !== false) await pause(AGAIN);
    } while (port.connected !== false);
    this.#open.delete(port);
  }

  async #read(port) {
    const hear = this.#line();
    for (let faults = 0; port.readable && faults < MOST; faults += 1) {
      const reader = port.readable.getReader();
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) return;
          value.forEach(hear);
          faults = 0;
        }
      } catch { // a framing or overrun error ends this reader, not the port; an unplugged port has no readable any more
        hear(0x0d);
      } finally {
        reader.releaseLock();
      }
    }
  }

  /** One byte after the other; only ASCII is wanted, the names on a card are not. */
  #line() {
    const burst = new Burst();
    let timer = null;
    const end = () => {
      clearTimeout(timer);
      const enough = burst.count >= SHORTEST, text = burst.take();
      if (enough) this.#onScan(recognise(text));
    };
    return (byte) => {
      if (byte === 0x0d || byte === 0x0a || byte === 0x09) return end();
      if (byte < 0x20 || byte === 0x7f) return undefined;
      burst.add(byte < 0x7f ? String.fromCharCode(byte) : "?");
      clearTimeout(timer);
      timer = setTimeout(end, PAUSE);
      return undefined;
    };
  }
}
