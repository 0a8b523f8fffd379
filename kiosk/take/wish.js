// What is said and asked before a number is taken: whether today will do, how many dossiers, whether somebody has priority.
import { el, pick } from "/web/words.js";
import { at, again, closed, gives, icon, minutes, queue, text } from "/room/kiosk/say.js";

const MOST = 99; // dossiers of one visit, as the office counts

/** "6 người đang chờ · khoảng 10–20 phút"; a line ends between the two, not within. */
export function waits({ words }, line) {
  const time = minutes(words, line); // also where nobody waits: the counter may be busy
  return el("span", {}, el("span", { class: "whole" }, queue(words, line)), time && " · ", time && el("span", { class: "whole" }, time));
}

/** The service in which papers are checked, while it gives numbers; null for that service itself. */
export function helper({ picture }, code) {
  const found = picture.services.find((service) => service.code === picture.help_service);
  return found && found.code !== code && gives(found) ? found : null;
}

/** Whether the citizen should think twice, and why: sentences, empty when there is nothing to think about. */
export function doubts({ words, picture }, service) {
  const { served = "yes", waiting, next_room_at: room } = service;
  const late = served === "maybe" || served === "unlikely";
  const many = picture.ask_from > 0 && waiting >= picture.ask_from;
  return [
    late && words(`kiosk.served_${served}`),
    late && room && at(words, "kiosk.later", room, picture.now),
    many && words("kiosk.still", { count: waiting }),
  ].filter(Boolean);
}

export function showDoubts(app, node, service) {
  const [first, ...more] = gives(service) ? doubts(app, service) : [];
  node.hidden = !first;
  if (first) node.replaceChildren(icon("alert"), el("p", {}, el("strong", {}, first), more.length > 0 && " ", more.join(" ")));
}

/** Why there is no number now, and when there will be one; another service is only named while one gives numbers. */
export function refusal(app, now) {
  const when = now ? again(app.words, now, app.picture.now) : "";
  const elsewhere = app.picture.services.some(gives);
  return el("div", { class: "notice" }, icon("alert"), el("p", {},
    el("strong", {}, `${now ? closed(app.words, now) : app.words("kiosk.closed")}.`), " ", when && `${when}. `, elsewhere && app.words("kiosk.refused_what")));
}

/** A button that takes a number: it says that it was heard, and what follows is the office's answer. */
export function taker(app, note, attributes, label, wish) {
  const node = el("button", { type: "button", ...attributes }, ...label);
  node.addEventListener("press", () => {
    for (const one of node.parentElement.querySelectorAll("button")) one.disabled = true;
    node.textContent = app.words("kiosk.taking");
    app.take(wish(), () => { note.textContent = app.words("kiosk.slow"); });
  });
  return node;
}

/** How many dossiers, where a visit with many of them has a line of its own: {node, refresh(service)}, `node` null elsewhere. */
export function dossiers(app, params, service) {
  let { many } = service;
  if (!many) return { node: null, refresh() {} };
  const { words } = app;
  const count = el("output", { class: "count number", "aria-live": "polite" });
  const line = el("p", { class: "stream quiet" });
  const step = (name, label, change) => el("button", { type: "button", class: `key step ${name}`, "aria-label": words(label), onpress: () => set(change()) }, icon(name));
  const less = step("minus", "kiosk.dossiers_less", () => (params.dossiers ?? 1) - 1), more = step("plus", "kiosk.dossiers_more", () => (params.dossiers ?? 1) + 1);
  const jump = el("button", { type: "button", class: "key jump", onpress: () => set(Math.max(params.dossiers ?? 1, many.above + 1)) }, words("kiosk.dossiers_above", { count: many.above }));

  function show() {
    const now = params.dossiers ?? 1, above = now > many.above;
    count.textContent = words("kiosk.dossiers_count", { count: now });
    less.disabled = now <= 1;
    more.disabled = now >= MOST;
    jump.setAttribute("aria-pressed", String(above));
    line.replaceChildren(...(above && many.name ? [words("kiosk.dossiers_stream", { service: text(many.name) }), " ", waits(app, many)] : []));
  }
  function set(wanted) {
    params.dossiers = Math.min(MOST, Math.max(1, wanted));
    show();
    app.support.tell([count.textContent, line.textContent].filter(Boolean));
  }

  show();
  const node = el("div", { class: "dossiers", role: "group", "aria-labelledby": "dossiers-ask" },
    el("h2", { id: "dossiers-ask" }, words("kiosk.dossiers_ask")), el("div", { class: "stepper" }, less, count, more, jump), line);
  return { node, refresh(now) { many = now.many ?? many; show(); } };
}
