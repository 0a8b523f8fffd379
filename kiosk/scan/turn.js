// Somebody's ticket, by the code on its paper: where it stands, when it was called, and what may be done with it.
import { el, pick } from "/web/words.js";
import { Refused, get, newKey, send } from "/web/send.js";
import { button, icon } from "/room/kiosk/say.js";
import { settle } from "/room/kiosk/touch.js";
import { plain, said, solid, told } from "/room/scan/layout.js";
import { calls, state, steps } from "/room/scan/state.js";

const EVERY = 5000; // ms between two looks while the page is open

/** `params`: {key} of the ticket's page. */
export function turn(app, { key }) {
  const { words } = app;
  const address = `/screens/turn/${encodeURIComponent(key)}`;
  const node = el("section", { class: "turn" }, said("p", { class: "loading" }, words("scan.looking")));
  let picture = null, shown = null, asking = null, left = false, timer = null; // asking: "cancel" | "postpone" while one is asked for

  function draw(content, read) {
    node.replaceChildren(...content.filter(Boolean));
    if (!node.isConnected) return;
    if (read) { settle(node); app.support.opened(); }
    app.support.mark();
  }

  function refuse(error) {
    const gone = error instanceof Refused && error.status === 404;
    if (shown && !gone) return; // what is known stays; the kiosk itself says that the office is silent
    const first = shown !== error.message;
    shown = error.message;
    draw([gone ? told(words("scan.no_ticket"), words("scan.no_ticket_what"), afresh()) : told(words("kiosk.away"), words("kiosk.away_what"))], first);
  }

  function show() {
    const seen = JSON.stringify([picture, asking]);
    if (left || seen === shown) return;
    const first = shown === null || JSON.parse(shown.startsWith("[") ? shown : "[]")[1] !== asking;
    shown = seen;
    draw(asking ? ask() : [paper(words, picture), says(), history(), acts()], first);
  }

  function says() {
    const { title, lines, warn } = state(words, picture);
    return el("div", { class: warn ? "says warn" : "says", role: "status" }, said("h2", {}, title), ...lines.map((line) => said("p", {}, line)));
  }

  function history() {
    const all = calls(words, picture);
    return all.length > 0 && el("div", { class: "calls" }, el("h3", {}, words("scan.calls")),
      el("ol", {}, ...all.slice(-4).map((call) => el("li", {}, icon("aloud"), call))));
  }

  function acts() {
    const { cancel, postpone } = picture.may ?? {};
    return el("div", { class: "choices" }, picture.state === "cancelled" && afresh(),
      postpone > 0 && plain(words("scan.postpone"), "down", () => wish("postpone")),
      cancel && plain(words("scan.cancel"), "erase", () => wish("cancel")));
  }

  const afresh = () => solid(words("scan.afresh"), "ticket", () => app.choose());

  function wish(what) { asking = what; show(); app.stirred(); }

  function ask() {
    const no = solid(words("scan.keep"), "back", () => wish(null)), { label } = picture;
    const choices = asking === "cancel"
      ? [button(words("scan.cancel_yes", { label }), { class: "plain grave", icon: "erase", onpress: ({ currentTarget }) => act(currentTarget, "cancel", {}) })]
      : steps(picture.may?.postpone ?? 0).map((places) => plain(words("scan.postpone_by", { places }), "down", ({ currentTarget }) => act(currentTarget, "postpone", { places })));
    return [paper(words, picture), el("div", { class: "sure" },
      said("h2", {}, words(`scan.${asking}_sure`, { label })), said("p", { class: "what" }, words(`scan.${asking}_what`)),
      el("div", { class: "choices" }, no, ...choices))];
  }

  async function act(pressed, what, body) {
    pressed.disabled = true;
    app.stirred();
    const once = newKey(); // asked again by itself only while the office does not answer, always under this key
    const wrong = await send(`/turns/${encodeURIComponent(key)}/${what}`, body, { key: once }).then(() => null, (error) => error);
    if (left) return;
    if (!wrong) { asking = null; return look(); }
    const ours = wrong instanceof Refused && wrong.status === 409 && wrong.problem.detail;
    draw([told(ours || words("kiosk.away"), words(ours ? "scan.refused_what" : "kiosk.away_what"), solid(words("scan.to_ticket"), "back", () => wish(null)))], true);
    asking = null;
    shown = "";
  }

  async function look() {
    clearTimeout(timer);
    await get(address).then((now) => { picture = now; if (!left) show(); }, (error) => { if (!left) refuse(error); });
    if (!left) timer = setTimeout(look, EVERY);
  }

  look();
  /** "Quay lại" within a question goes back to the ticket. */
  function back() {
    if (!asking) return false;
    wish(null);
    return true;
  }
  return { node, back, leave: () => { left = true; clearTimeout(timer); } };
}

function paper(words, picture) {
  const number = el("p", { class: "big number" }, el("span", {}, picture.label));
  number.style.setProperty("--letters", picture.label.length);
  return el("article", { class: "card" }, el("h1", { class: "of-whom" }, words("scan.number")), number,
    el("p", { class: "sr-only", "data-aloud": true }, words("scan.number_aloud", { label: picture.label })),
    said("p", { class: "of" }, pick(picture.title)));
}
