// "Quét phiếu": what to hold where. What was scanned opens its own page (`meet` in scan.js).
import { el } from "/web/words.js";
import { icon } from "/room/kiosk/say.js";
import { drawing, plain, said } from "/room/scan/layout.js";

const HEARD = { unknown: "scan.unreadable", card: "scan.no_card" };

/** `params`: {heard?} what the last scan was, when it leads nowhere. */
export function find(app, params) {
  const { words } = app;
  const heard = params.heard === "card" && app.picture.card ? "scan.card_first" : HEARD[params.heard];
  return {
    node: el("section", { class: "scan" },
      heard && el("div", { class: "notice", role: "alert" }, icon("alert"), said("p", {}, words(heard)),
        heard === "scan.unreadable" && app.picture.booking && said("p", {}, words("scan.unreadable_code"))),
      el("div", { class: "hold" }, drawing("scan"),
        said("h1", {}, words("scan.hold")), said("p", { class: "what" }, words("scan.hold_what"))),
      el("div", { class: "choices" }, app.picture.booking && plain(words("scan.type_code"), "keys", () => app.go("booking", {})))),
  };
}
