// One procedure: papers, time, fee, where and how, and the way to a number – with all papers in hand, or to have them checked.
import { el, pick } from "/web/words.js";
import { headers } from "/web/send.js";
import { gives, icon, text, tongue } from "/room/kiosk/say.js";
import { chip } from "/room/kiosk/marks.js";
import { scroller } from "/room/kiosk/scroll.js";
import { noteOf, visit } from "/room/kiosk/service.js";
import { doubts, helper, refusal, taker } from "/room/kiosk/wish.js";

/** `params`: {code, about, priority?, dossiers?}; `about` is the procedure as the office's catalogue gives it. */
export function procedure(app, params) {
  const { about } = params;
  return visit(app, params, {
    name: "service procedure", folded: true, title: () => about.name, info: el("div", { class: "info" }, scroller(app.words, papers(app, about))),
    action: (now) => ways(app, params, now),
  });
}

function ways(app, params, now) {
  const { words } = app, help = helper(app, params.code), note = noteOf(app);
  const label = (key, second) => [el("span", {}, words(key)), el("small", {}, second)];
  const still = gives(now) && doubts(app, now).length > 0;
  const ready = gives(now)
    ? taker(app, note, { class: "take ready" }, label("kiosk.ready", words(still ? "kiosk.ready_still" : "kiosk.ready_what", { service: pick(now.name) })),
      () => ({ ...params, procedure: params.about.code }))
    : refusal(app, now);
  const asked = help && taker(app, note, { class: "take help" }, label("kiosk.help", words("kiosk.help_what", { service: pick(help.short ?? help.name) })),
    () => ({ code: help.code, priority: params.priority }));
  return el("div", { class: "ways" }, note, ready, asked);
}

/** "15:00" as it is said: "15 giờ", "15 giờ 30". */
function hour(words, until) {
  const [hours, minutes] = until.split(":");
  return words(Number(minutes) ? "kiosk.hour_minutes" : "kiosk.hour", { hours: Number(hours), minutes });
}

/** What one procedure asks for. */
function papers(app, about) {
  const { words, picture } = app;
  const list = (about.papers ?? []).map((paper) => el("li", {}, icon("box"), el("span", { lang: tongue(paper) }, text(paper))));
  const fact = (name, said, lang) => said && el("div", { class: "fact" }, el("dt", {}, words(name)), el("dd", { lang }, said));
  const service = picture.services.find(({ code }) => code === about.service);
  const badges = (picture.badges ?? []).filter(({ code }) => about.badges?.includes(code)).map(({ name }) => chip({ kind: "day", said: pick(name) }));
  const until = about.same_day_until && hour(words, about.same_day_until);
  const source = [about.code && words("kiosk.code", { code: about.code }), about.decision && words("kiosk.decision", { decision: about.decision })];
  return el("article", { class: "papers" }, // the papers are first: they are what somebody may still have to fetch
    list.length > 0 && el("h2", {}, words("kiosk.papers")),
    list.length > 0 && el("ul", {}, ...list),
    badges.length > 0 && el("p", { class: "marks" }, ...badges),
    until && el("p", { class: about.late ? "rule late" : "rule" }, icon("clock"), el("span", {}, words(about.late ? "kiosk.after" : "kiosk.before", { time: until }))),
    el("dl", { class: "first" },
      fact("kiosk.time", text(about.time?.text), tongue(about.time?.text)), fact("kiosk.fee", text(about.fee?.text), tongue(about.fee?.text))),
    el("dl", {},
      fact("kiosk.level", about.level && words(`kiosk.level_${about.level}`)),
      fact("kiosk.place", about.place || (service?.counters?.length && words("kiosk.place_counters", { counters: service.counters.join(", ") })))),
    el("footer", { class: "source" }, code(app, about), el("p", { class: "quiet" }, source.filter(Boolean).join(" · "))));
}

/** The way to the national page; where the office has no address for it, there is none. */
function code(app, about) {
  if (!about.source || !about.code) return "";
  const said = app.words("kiosk.national"), image = el("img", { alt: said, width: 200, height: 200 });
  const box = el("figure", { class: "national", hidden: true }, image, el("figcaption", {}, said));
  fetch(`/api/v1/procedures/${encodeURIComponent(about.code)}/qr.svg`, { headers: headers() })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((drawn) => { image.src = `data:image/svg+xml,${encodeURIComponent(drawn)}`; box.hidden = false; }, () => {});
  return box;
}
