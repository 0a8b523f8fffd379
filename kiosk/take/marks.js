// What is special about a service just now: few numbers left, the end of the half-day, a span that is added, a special day.
import { el, pick } from "/web/words.js";
import { clock } from "/web/clock.js";
import { icon } from "/room/kiosk/say.js";

const SCARCE = 10;      // numbers left in the half-day from which on the citizen is told
const SOON = 30 * 60000; // ms before the end of the giving of numbers in which it is said

/** The marks of one service, the most pressing first: [{kind, said}]. */
export function marks({ words, picture }, { left, closes_at: closes, extra, badges = [] }) {
  const end = closes ? new Date(closes) - new Date(picture.now) : 0;
  // A day that is named for some procedures only stands beside those, not on all services.
  const days = (picture.badges ?? []).filter(({ code, services = [], procedures = [] }) => badges.includes(code) && (services.length || !procedures.length));
  return [
    left > 0 && left <= SCARCE && { kind: "few", said: words("kiosk.left", { count: left }) },
    end > 0 && end <= SOON && { kind: "closing", said: words("kiosk.closing", { time: clock(closes) }) },
    extra && { kind: "extra", said: pick(extra) },
    ...days.map(({ name }) => ({ kind: "day", said: pick(name) })),
  ].filter(Boolean);
}

/** What holds for all services alike is said once, above them: `shared` are the texts, `head` all marks that stand there. */
export function common(app, services) {
  const all = services.map((service) => marks(app, service));
  const alike = services.length > 1 ? all[0].filter(({ said, kind }) => kind !== "few" && all.every((one) => one.some((mark) => mark.said === said))) : [];
  const days = (app.picture.badges ?? []).map(({ name }) => ({ kind: "day", said: pick(name) }));
  return { shared: new Set(alike.map(({ said }) => said)), head: [...days, ...alike.filter(({ kind }) => kind !== "day")] };
}

const DRAWINGS = { day: "day", few: "ticket" };

/** `short`: the drawing alone, where its words already stand on the page. */
export const chip = ({ kind, said }, short = false) =>
  el("span", { class: `mark ${kind}` }, icon(DRAWINGS[kind] ?? "clock"), el("span", { class: short === true && "sr-only" }, said));

/** The order that is promised to everybody, in one sentence. */
export const promise = ({ picture }) => (picture.promise ? pick(picture.promise.says) : "");
