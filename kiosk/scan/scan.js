// What the kiosk's own pages need of the scanners. THE INTERFACE:
//
//   listen(onScan) -> stop
//       Hears every scanner (keyboard wedge, serial). `onScan({kind, …})`: {kind: "ticket", key} | {kind: "booking", code}
//       | {kind: "card", number} | {kind: "unknown"}. The newest listener hears alone, until its `stop()`; so the conductor
//       listens once for good – `listen((what) => meet(app, what))` – and a page that waits for a card hears it before.
//       A scan is never a press of keys: nothing of it reaches the page, a search field or the focused button.
//   meet(app, what)
//       Goes where a scan leads from any page: app.go("turn" | "booking" | "scan", …). Does nothing while `app.busy`, and on
//       the page "result", where somebody's number stands.
//   scanPages = { scan, turn, booking }
//       Pages like all others, (app, params) -> {node, refresh?, leave}; mount with `pages = {…, ...scanPages}`.
//         scan     {}                 "Quét phiếu": what to hold where; offers the keys for an appointment's code
//         turn     {key}              somebody's ticket: place, wait, calls, cancel, let others go first
//         booking  {code?}            "Tôi có lịch hẹn": code on big keys or scanned, then a number: app.go("result", {ticket})
//       Buttons for the home page: app.go("scan", {}) and, where picture.booking, app.go("booking", {}).
//   openScan(host, {app, page = "scan", params = {}}) -> {refresh(), leave()}
//       The same in any host element.
//   askCard(host, {words, signal?}) -> Promise<string | null>
//       Only where picture.card. Draws the question in `host`: twelve digits when a card was scanned, null for "without a
//       card". Rejects with AbortError once `signal` aborts (page left, idle); then take no number. Hand the digits to
//       the take call as `card` and drop them: never in params, trail, DOM, storage, nor in the text that finds a lost
//       touch's key again.
//   Of `app` these are used: words, picture, busy, page, go, back, home, stirred, printerDown, say, choose, support.
//   Words: app.words must know the area "scan" beside "common" and "kiosk". Style: /room/scan/scan.css. Drawings:
//   {% include "scan-drawings.html" %} in take.html. Pages are read aloud by what they mark with `data-aloud`.
import { Scanner } from "/room/scan/scanner.js";
import { askCard } from "/room/scan/card.js";
import { booking } from "/room/scan/booking.js";
import { find } from "/room/scan/find.js";
import { turn } from "/room/scan/turn.js";

const scanner = new Scanner(window);
const WHERE = { ticket: "turn", booking: "booking", card: "scan", unknown: "scan" };

export const listen = (onScan) => scanner.listen(onScan);
export const scanPages = {
  scan: find,
  turn,
  booking: (app, params) => booking(app, params, listen),
};

export function meet(app, what) {
  if (app.busy || app.page === "result") return;
  // A card is of no use before a service is chosen: its number goes no further than this line.
  const { kind } = what;
  if (kind === "card" && !app.picture.card && !(app.page in scanPages)) { app.say(app.words("scan.no_card")); return; }
  app.go(WHERE[kind], kind === "ticket" ? { key: what.key } : kind === "booking" ? { code: what.code } : { heard: kind });
}

export function openScan(host, { app, page = "scan", params = {} }) {
  const shown = scanPages[page](app, params);
  host.replaceChildren(shown.node);
  return { refresh: () => shown.refresh?.(), leave: () => { shown.leave?.(); host.replaceChildren(); } };
}

const ask = (host, context) => askCard(host, context, listen);
export { ask as askCard };
