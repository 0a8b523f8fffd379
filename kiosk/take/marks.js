// What is special about a service just now: few numbers left, the end of the half-day, a span that is added, a special day.
import { el, pick } from "/web/words.js";
import { clock, dayOf, weekday } from "/web/clock.js";
import { icon } from "/room/kiosk/say.js";

const SCARCE = 10;      // numbers left in the half-day from which on the citizen is told
const SOON = 30 * 60000; // ms before a service closes its doors in which it is said
const STOPS = 15 * 60000; // ms before the giving of numbers ends in which it is said

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
  return { shared: new Set(alike.map(({ said }) => said)), head: [...stops(app), ...days, ...alike.filter(({ kind }) => kind !== "day")] };
}

/** That the house soon stops giving numbers, as the board says it; with when it goes on, where the office says so. */
function stops({ words, picture }) {
  const { kind, at: end, again } = picture.closing ?? {}, left = new Date(end) - new Date(picture.now);
  if (kind !== "numbers" || !(left > 0 && left <= STOPS)) return [];
  const time = clock(end), later = again && dayOf(again) !== dayOf(picture.now);
  const said = again ? words(later ? "kiosk.stops_again_day" : "kiosk.stops_again", { time, again: clock(again), day: weekday(again) }) : words("kiosk.stops", { time });
  return [{ kind: "closing", said }];
}

const DRAWINGS = { day: "day", few: "ticket" };

/** `short`: the drawing alone, where its words already stand on the page. */
export const chip = ({ kind, said }, short = false) =>
  el("span", { class: `mark ${kind}` }, icon(DRAWINGS[kind] ?? "clock"), el("span", { class: short === true && "sr-only" }, said));

/** The order that is promised to everybody, in one sentence. */
export const promise = ({ picture }) => (picture.promise ? pick(picture.promise.says) : "");
