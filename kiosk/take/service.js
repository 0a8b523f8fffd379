// One service: who waits, which papers are needed (if one likes to look), priority, and the big button.
import { el, pick } from "/web/words.js";
import { get } from "/web/send.js";
import { button, closed, icon, inside, minutes, opens, queue } from "/room/kiosk/say.js";
import { papers, rows } from "/room/kiosk/procedures.js";
import { scroller } from "/room/kiosk/scroll.js";

/** `params`: {code, procedure?, priority?}; choices are kept there, so that a change of language loses nothing. */
export function service(app, params) {
  const line = el("p", { class: "line" });
  const action = el("div", { class: "action" });
  const info = el("div", { class: "info" });
  const of = () => app.picture.services.find(({ code }) => code === params.code);
  const chosen = of();
  let shown = null;

  function refresh() {
    const now = of();
    const seen = JSON.stringify([now?.open, now?.why, now?.opens_at, now?.waiting, now?.wait, app.printerDown()]);
    if (seen === shown || app.busy) return;
    shown = seen;
    line.replaceChildren(...(now?.open ? [icon("people"), waits(app, now)] : []));
    action.replaceChildren(now?.open ? takeButton(app, params) : refusal(app, now));
  }

  showProcedures(app, params, info);
  refresh();
  const title = el("header", { class: "title" },
    el("span", { class: "stub", "aria-hidden": "true" }, chosen.letter), el("div", {}, el("h1", {}, pick(chosen.name)), line));
  return { node: el("section", { class: "service bare" }, title, info, priorities(app, params), action), refresh };
}

/** "6 người đang chờ · khoảng 10–20 phút"; a line ends between the two, not within. */
function waits(app, { waiting, wait }) {
  const time = waiting > 0 && minutes(app.words, wait);
  return el("span", {}, el("span", { class: "whole" }, queue(app.words, waiting)), time && " · ", time && el("span", { class: "whole" }, time));
}

function takeButton(app, params) {
  const note = el("p", { class: "slow", role: "status" }, app.printerDown() ? app.words("kiosk.no_paper") : "");
  const take = el("button", { type: "button", class: "take" }, app.words("kiosk.take"));
  take.addEventListener("press", () => {
    take.disabled = true;
    take.textContent = app.words("kiosk.taking");
    app.take(params, () => { note.textContent = app.words("kiosk.slow"); });
  });
  return el("div", {}, note, take);
}

function refusal(app, now) {
  const when = now ? opens(app.words, now.opens_at, app.picture.now) : "";
  return el("div", { class: "notice" }, icon("alert"), el("p", {},
  el("strong", {}, `${now ? closed(app.words, now) : app.words("kiosk.closed")}.`), " ", when && `${when}. `,
    app.words("kiosk.refused_what")));
}

function priorities(app, params) {
  const groups = app.picture.priority_groups ?? [];
  if (!groups.length) return el("div");
  const choices = [{ code: null, said: app.words("kiosk.priority_no") },
    ...groups.map(({ code, name }) => ({ code, said: app.words("kiosk.priority_is", { group: inside(pick(name)) }) }))];
  const radios = choices.map(({ code, said }) => {
    const radio = el("button", { type: "button", role: "radio", class: "radio", "aria-checked": String((params.priority ?? null) === code) },
      el("span", { class: "dot", "aria-hidden": "true" }), el("span", {}, said));
    radio.addEventListener("press", () => {
      params.priority = code ?? undefined;
      for (const other of radios) other.setAttribute("aria-checked", String(other === radio));
    });
    return radio;
  });
  return el("div", { class: "priority", role: "radiogroup", "aria-labelledby": "priority-ask" },
    el("h2", { id: "priority-ask" }, app.words("kiosk.priority_ask")), el("div", { class: "radios" }, ...radios));
}

/** The papers of a procedure are an offer: when the office does not answer, the offer is simply not made. */
async function showProcedures(app, params, info) {
  const { procedures } = await get(`/procedures?service=${encodeURIComponent(params.code)}`).catch(() => ({ procedures: [] }));
  if (!procedures.length) return;
  info.parentElement?.classList.remove("bare");
  const show = () => {
    const one = procedures.find(({ code }) => code === params.procedure);
    const choose = (code) => { params.procedure = code; show(); };
    info.replaceChildren(...(one
      ? [el("div", { class: "info-head" }, el("h2", {}, pick(one.name)), button(app.words("kiosk.other_procedure"), { class: "plain", onpress: () => choose(undefined) })),
        scroller(app.words, papers(app, one))]
      : [el("h2", {}, app.words("kiosk.procedures")), el("p", { class: "quiet" }, app.words("kiosk.procedures_hint")),
        scroller(app.words, rows(procedures, ({ code }) => choose(code)))]));
    if (info.isConnected) app.support.info();
  };
  show();
}
