// What a ticket's picture says, in sentences for its owner. Pure but for the centre's wall clock.
import { clock } from "/web/clock.js";
import { pick } from "/web/words.js";
import { minutes, text } from "/room/kiosk/say.js";

const place = (picture) => ({ counter: picture.counter, name: pick(picture.counter_name), zone: picture.zone && text(picture.zone.name) });
const zone = (words, picture) => picture.zone && words("kiosk.zone", place(picture));
const passed = (picture) => Boolean(picture.valid_until) && Date.parse(picture.valid_until) <= Date.parse(picture.now);

/** {title, lines: [text], warn}: what is so, what follows from it; `warn` when something has to be done now. */
export function state(words, picture) {
  const tell = TELLS[picture.state] ?? TELLS.unknown;
  const { title, lines, warn = false } = tell(words, picture);
  return { title, lines: lines.filter(Boolean), warn };
}

const TELLS = {
  waiting: (words, picture) => ({
    title: picture.ahead > 0 ? words("scan.ahead", { count: picture.ahead }) : words("scan.next"),
    lines: [minutes(words, picture), picture.doubt && text(picture.doubt.says), zone(words, picture), picture.carried && words("scan.was_carried"), picture.prepare && words("scan.prepare")],
  }),
  called: (words, picture) => ({
    title: words(picture.zone ? "scan.called_zone" : "scan.called", place(picture)),
    lines: [pick(picture.counter_name), validity(words, picture)], warn: true,
  }),
  serving: (words, picture) => ({ title: words("scan.serving", place(picture)), lines: [pick(picture.counter_name)] }),
  held: (words, picture) => (picture.fix ? fix(words, picture) : { title: words("scan.held"), lines: [pick(picture.reason), zone(words, picture), words("scan.held_what")] }),
  absent: (words, picture) => ({
    title: words("scan.absent", { time: clock(picture.called_at), counter: picture.counter }),
    lines: [words("scan.absent_what"), validity(words, picture)], warn: true,
  }),
  done: (words) => ({ title: words("scan.done"), lines: [words("scan.done_what")] }),
  cancelled: (words) => ({ title: words("scan.cancelled"), lines: [words("scan.cancelled_what")] }),
  carried: (words) => ({ title: words("scan.carried"), lines: [words("scan.carried_what")] }),
  unknown: (words) => ({ title: words("scan.ask"), lines: [] }),
};

function fix(words, picture) {
  if (passed(picture)) return { title: words("scan.fix_over", { time: clock(picture.valid_until) }), lines: [words("scan.fix_over_what")], warn: true };
  return { title: words("scan.fix"), lines: [pick(picture.reason), picture.valid_until && words("scan.fix_until", { time: clock(picture.valid_until) })] };
}

/** "Gọi lúc 9:42, còn hiệu lực 10 phút"; whoever is called still goes to the counter when that has run out. */
function validity(words, picture) {
  if (!picture.valid_until || !picture.called_at) return "";
  const time = clock(picture.called_at);
  const left = Math.ceil((Date.parse(picture.valid_until) - Date.parse(picture.now)) / 60000);
  return left > 0 ? words("scan.valid", { time, left }) : picture.state === "called" ? words("scan.valid_over", { time }) : "";
}

/** Every call, oldest first: "9:42 · quầy 2". */
export const calls = (words, picture) => (picture.calls ?? []).map(({ at, counter, again }) =>
  words(again ? "scan.call_again" : "scan.call", { time: clock(at), counter }));

/** Up to three useful steps of what may be let go first: 1, a middle, the most. */
export const steps = (most) => [...new Set([1, Math.ceil(most / 2), most])].filter((places) => places > 0 && places <= most);
