// One service: who waits, which papers are needed (if one likes to look), priority, and the big button.
import { el, pick } from "/web/words.js";
import { get } from "/web/send.js";
import { gives, icon, tongue, unbroken } from "/room/kiosk/say.js";
import { chip } from "/room/kiosk/marks.js";
import { rows } from "/room/kiosk/procedures.js";
import { scroller } from "/room/kiosk/scroll.js";
import { doubts, dossiers, refusal, showDoubts, taker, waits } from "/room/kiosk/wish.js";
import { priorities } from "/room/kiosk/priority.js";

/** `params`: {code, priority?, dossiers?}; choices are kept there, so that a change of language loses nothing. */
export function service(app, params) {
  const info = el("div", { class: "info" });
  const { node, refresh } = visit(app, params, { name: "service bare", title: (chosen) => chosen.name, info, action: (now) => big(app, params, now) });
  showProcedures(app, params, info);
  return { node, refresh };
}

/**
 * The page on which a number is taken, of a service or of one procedure: its title, who waits, what is to be known, what
 * is asked, and the action. Counts change while somebody reads; what has been chosen stays.
 * @param {{name: string, title: (service: object) => object, info: Element, action: (service: object) => Element}} parts
 * and `folded`: whether the question of priority stands in one row, because papers need the room
 */
export function visit(app, params, { name, title, info, folded = false, action: act }) {
  const line = el("p", { class: "line" });
  const doubt = el("div", { class: "notice doubt", role: "status", hidden: true });
  const deed = el("div", { class: folded ? "acting" : "deed" });
  const of = () => app.picture.services.find(({ code }) => code === params.code);
  const chosen = params.seen = of() ?? params.seen;
  const asked = dossiers(app, params, chosen);
  let shown = null, node = null;

  function refresh() {
    const now = of();
    const seen = JSON.stringify([now, app.printerDown(), app.picture.ask_from, app.picture.services.find(({ code }) => code === app.picture.help_service)?.open]);
    if (seen === shown || app.busy) return;
    shown = seen;
    line.replaceChildren(...(gives(now) ? [icon("people"), waits(app, now)] : []));
    showDoubts(app, doubt, now);
    node?.classList.toggle("shut", !gives(now));
    asked.refresh(now ?? chosen);
    deed.replaceChildren(act(now));
  }

  const named = title(chosen);
  const header = el("header", { class: "title" },
    el("span", { class: "stub", "aria-hidden": "true" }, chosen.letter), el("div", {}, el("h1", { lang: tongue(named) }, unbroken(pick(named))), line));
  const question = priorities(app, params, { folded });
  // Where the page is too small for all of it (large type, low controls), what is to be known and what is asked scroll as one.
  const whole = scroller(app.words, el("div", { class: "asked" }, el("div", { class: "about" }, info, asked.node), !folded && question));
  whole.classList.add("whole");
  node = el("section", { class: asked.node ? `visit ${name} asks` : `visit ${name}` }, header, whole, el("div", { class: "action" }, doubt, folded ? el("div", { class: "deed" }, question, deed) : deed));
  refresh();
  return { node, refresh };
}

/** The line above the buttons: what is wrong with the paper, and later that the office is slow. */
export const noteOf = (app) => el("p", { class: "slow", role: "status" }, app.printerDown() ? app.words("kiosk.no_paper") : "");

function big(app, params, now) {
  if (!gives(now)) return refusal(app, now);
  const note = noteOf(app), label = app.words(doubts(app, now).length ? "kiosk.take_still" : "kiosk.take");
  return el("div", {}, note, taker(app, note, { class: "take" }, [label], () => params));
}

/** The papers of a procedure are an offer: when the office does not answer, the offer is simply not made. */
async function showProcedures(app, params, info) {
  const { procedures } = await get(`/procedures?service=${encodeURIComponent(params.code)}`).catch(() => ({ procedures: [] }));
  if (!procedures.length) return;
  info.closest(".visit")?.classList.remove("bare");
  const days = app.picture.services.find(({ code }) => code === params.code)?.badges ?? [];
  const held = (app.picture.badges ?? []).filter((day) => days.includes(day.code) && !day.procedures?.length);
  info.replaceChildren(
    el("div", { class: "info-head" }, el("h2", {}, app.words("kiosk.procedures")), ...held.map(({ name }) => chip({ kind: "day", said: pick(name) }))), el("p", { class: "quiet" }, app.words("kiosk.procedures_hint")),
    scroller(app.words, rows(app, procedures, (about) => app.go("procedure", { ...params, about }))));
  if (info.isConnected) app.support.info();
}
