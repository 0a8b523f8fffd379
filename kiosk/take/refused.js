// No number this time: one sentence why, one what to do, then back.
import { el, pick } from "/web/words.js";
import { Refused } from "/web/send.js";
import { again, at, button, gives, icon, opens, text } from "/room/kiosk/say.js";
import { Countdown } from "/room/kiosk/idle.js";
import { helper } from "/room/kiosk/wish.js";

const READ = 15; // seconds to read two sentences
const HELD = new Set(["has_ticket", "too_many_tickets"]); // who is refused for these has a number already

export function refused(app, { error, wish }) {
  const back = new Countdown(() => app.support.reading);
  const left = el("p", { class: "left" });
  back.start(app.support.longer(READ), (seconds) => { left.textContent = app.words("kiosk.back_in", { seconds }); }, () => app.home());
  const { title, what, code } = reasonOf(app, error, wish);
  const help = code && !HELD.has(code) ? helper(app, wish?.code) : null;
  return {
    node: el("section", { class: "refused", role: "alert", "data-why": code }, icon(HELD.has(code) ? "ticket" : "alert"),
      el("h1", {}, title), ...what.filter(Boolean).map((said) => el("p", { class: "what" }, said)), left,
      el("div", { class: "acts" },
        help && button(app.words("kiosk.ask_people", { service: pick(help.short ?? help.name) }), { class: "plain help", icon: "people", onpress: () => app.take({ code: help.code, priority: wish?.priority }, () => {}) }),
        !code && wish && button(app.words("kiosk.try_again"), { class: "plain again", icon: "ticket", onpress: () => { back.stop(); app.take(wish, () => {}); } }),
        HELD.has(code) && button(app.words("kiosk.my_turn"), { class: "plain mine", icon: "scan", onpress: () => app.go("scan", {}) }),
        button(app.words("kiosk.back_home"), { class: "solid", icon: "back", onpress: () => (app.support.on ? app.choose() : app.home()) }))),
    leave: () => back.stop(),
  };
}

/** Only a 409 is the office's own word to the citizen; anything else is about machines. `code` is the office's reason. */
function reasonOf(app, error, wish) {
  const { words } = app;
  if (!(error instanceof Refused) || error.status !== 409 || !error.problem.detail) return { title: words("kiosk.away"), what: [words("kiosk.away_what")] };
  const { problem } = error, code = problem.type?.split(":").at(-1) ?? "refused";
  const elsewhere = app.picture.services.some(gives) && words("kiosk.refused_what"), now = app.picture.now;
  const service = app.picture.services.find((one) => one.code === wish?.code);
  const own = problem.words && text(problem.words);
  const reasons = {
    half_day_full: () => [words("kiosk.full"), problem.opens_at ? `${at(words, "kiosk.room", problem.opens_at, now)}.` : service && again(words, service, now), elsewhere],
    service_full: () => [words("kiosk.full_today"), elsewhere],
    service_closed: () => [own, problem.opens_at && `${opens(words, problem.opens_at, now)}.`, elsewhere],
    has_ticket: () => [words("kiosk.has_ticket", { label: problem.ticket }), words("kiosk.has_ticket_what")],
    too_many_tickets: () => [words("kiosk.too_many", { label: problem.ticket }), words("kiosk.too_many_what", { most: problem.most })],
    staff_only: () => [words("kiosk.staff_only"), words("kiosk.staff_only_what")],
  };
  const [title, ...what] = reasons[code]?.() ?? ["", elsewhere];
  return title ? { title, what, code } : { title: problem.detail, what: [elsewhere], code };
}
