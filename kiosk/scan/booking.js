// "Tôi có lịch hẹn": the code on big keys or from the scanner, then a number that counts from the slot.
import { clock, dayOf, longDay, officeTime } from "/web/clock.js";
import { el, pick } from "/web/words.js";
import { Refused, get, newKey, send } from "/web/send.js";
import { gives, icon, tongue } from "/room/kiosk/say.js";
import { settle } from "/room/kiosk/touch.js";
import { priorities } from "/room/kiosk/priority.js";
import { waits } from "/room/kiosk/wish.js";
import { plain, said, solid, told } from "/room/scan/layout.js";
import { refusal } from "/room/scan/refusal.js";
import { LETTERS, codeOf } from "/room/scan/what.js";

const SIGNS = 8;
const SLOW = 3000; // ms after which the citizen is told that the office is slow

/** `params`: {code?, typed?, priority?}; what was typed is kept there, so that a change of language loses nothing. */
export function booking(app, params, listen) {
  const { words } = app;
  const node = el("section", { class: "booking" });
  const once = newKey(); // of the arrival: a lost answer is asked for again, never two numbers
  let left = false;

  function show(content, sort) {
    if (left) return;
    node.dataset.step = sort;
    node.replaceChildren(...content.filter(Boolean));
    if (node.isConnected) { settle(node); app.support.opened(); }
    app.stirred();
  }

  const afresh = () => { Object.assign(params, { code: undefined, typed: "" }); keys(); };
  const again = () => solid(words("scan.other_code"), "keys", afresh);
  const walkIn = (code) => plain(words("scan.walk_in_now"), "ticket", () => app.go("service", { code }));
  const direct = () => plain(words("scan.walk_in"), "back", () => app.home());

  function wrong(error) {
    const { title, what, retry } = refusal(words, error, pickService);
    show([told(title, what, retry ? again() : direct())], "told");
  }
  const nameOf = (code) => app.picture.services.find((one) => one.code === code)?.name ?? {};
  const pickService = (code) => pick(nameOf(code));

  function keys() {
    const field = el("output", { class: "code-field", "aria-label": words("scan.code") });
    const go = solid(words("scan.code_go"), "check", () => look(codeOf(params.typed)));
    const draw = () => {
      const typed = params.typed ?? "";
      field.replaceChildren(...Array.from({ length: SIGNS }, (_, place) => el("span", { class: place === typed.length ? "sign now" : "sign" }, typed[place] ?? "")));
      field.setAttribute("aria-label", `${words("scan.code")}: ${typed}`);
      go.disabled = typed.length < SIGNS;
    };
    const type = (sign) => { params.typed = `${params.typed ?? ""}${sign}`.slice(0, SIGNS); draw(); };
    const erase = () => { params.typed = (params.typed ?? "").slice(0, -1); draw(); };
    const key = (label, onpress, more = {}) => el("button", { type: "button", class: "key", onpress, ...more }, label);
    draw();
    show([said("h1", {}, words("scan.booking")), said("p", { class: "what" }, words("scan.booking_what")), el("div", { class: "code-line" }, field, key(icon("erase"), erase, { class: "key wide", "aria-label": words("scan.erase") }), go),
      el("div", { class: "code-keys", role: "group", "aria-label": words("scan.code_keys") },
        ...LETTERS.map((sign) => key(sign, () => type(sign))))], "keys");
  }

  const onKey = ({ key }) => {
    if (node.dataset.step !== "keys") return;
    const sign = key.toUpperCase();
    const press = (name) => [...node.querySelectorAll(".key")].find((one) => (name ? one.textContent === name : one.matches(".wide")))?.dispatchEvent(new CustomEvent("press", { bubbles: true }));
    if (LETTERS.includes(sign)) press(sign);
    if (key === "Backspace") press("");
  };
  document.addEventListener("keydown", onKey);

  async function look(code) {
    params.code = code;
    show([said("p", { class: "loading" }, words("scan.looking"))], "wait");
    await get(`/bookings/${encodeURIComponent(code)}`).then((found) => { if (!left) arrive(found); }, (error) => { if (!left) wrong(error); });
  }

  function arrive(found) {
    if (found.state !== "booked") return wrong(new Refused(409, { type: "urn:moiso:problem:booking_over", state: found.state }));
    const now = officeTime(), late = found.slot && Date.parse(found.slot) < now;
    if (found.day !== dayOf(now)) return wrong(new Refused(409, { type: "urn:moiso:problem:other_day", day: found.day }));
    const from = found.check_in?.from, early = from && Date.parse(from) > now;
    const here = app.picture.services.find(({ code }) => code === found.service);
    const head = el("div", { class: "appointment" }, icon(found.slot ? "calendar" : "ticket"), said("h1", { lang: tongue(nameOf(found.service)) }, pickService(found.service) || found.service),
      found.slot && said("p", { class: "slot" }, words("scan.slot", { time: clock(found.slot), day: longDay(found.slot) })),
      !found.slot && here && said("p", { class: "slot" }, waits(app, here)), // a number from afar counts from now, as a walk-in's
      late && said("p", { class: "quiet" }, words("scan.slot_passed")),
      early && said("p", { class: "slot from" }, words("scan.from", { time: clock(from) })), early && said("p", { class: "what" }, words("scan.too_early_what")));
    if (early) return show([head, gives(here) && el("div", { class: "choices" }, walkIn(here.code))], "early");
    const note = el("p", { class: "slow", role: "status" });
    const take = el("button", { type: "button", class: "take" }, words("scan.check_in"));
    take.addEventListener("press", () => checkIn(take, note));
    // Whoever has booked may belong to a priority group too.
    return show([head, priorities(app, params, { heading: { "data-aloud": true } }), el("div", { class: "reach-foot" }, note, take)], "arrive");
  }

  async function checkIn(take, note) {
    if (app.busy) return;
    app.busy = true;
    take.disabled = true;
    take.textContent = words("scan.taking");
    const slow = setTimeout(() => { note.textContent = words("kiosk.slow"); }, SLOW);
    const body = params.priority ? { priority: params.priority } : {};
    const [ticket, error] = await send(`/bookings/${encodeURIComponent(params.code)}/check-in`, body, { key: once }).then((made) => [made, null], (failed) => [null, failed]);
    clearTimeout(slow);
    app.busy = false;
    if (left) return;
    if (ticket) app.go("result", { ticket });
    else wrong(error);
  }

  const stop = listen((what) => {
    if (app.busy) return undefined;
    if (what.kind === "booking") return look(what.code);
    if (what.kind === "ticket") return app.go("turn", { key: what.key });
    return app.go("scan", { heard: what.kind }); // the same page as from everywhere else
  });

  if (params.code) look(params.code);
  else keys();
  return { node, leave: () => { left = true; stop(); document.removeEventListener("keydown", onKey); } };
}
