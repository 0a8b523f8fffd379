// The centre's wall clock: every screen shows the office's time in the centre's zone, whatever its own machine believes.

let format = null; // writes an instant as the wall clock of the centre's zone; null where this browser does not know the zone
let ahead = 0;     // ms by which the office's clock is before this machine's
let east = -new Date().getTimezoneOffset(); // minutes east of Greenwich; from the office's own time as soon as it is heard

try {
  const timeZone = document.body.dataset.zone;
  if (timeZone) format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
} catch (error) { console.warn("zone", error); }

const two = (number) => String(number).padStart(2, "0");

/** Minutes east of Greenwich in an RFC 3339 time: "+07:00" -> 420; null when it names no offset. */
function offset(text) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : null;
}

/** Hear the office's time: the `now` of a picture. */
export function setNow(now) {
  ahead = Date.parse(now) - Date.now();
  east = offset(now) ?? east;
}

/** The office's time for a moment of this machine's clock, in ms; without one: now. */
export const officeTime = (machine = Date.now()) => machine + ahead;

/** An instant (RFC 3339 text, Date or ms) as a Date whose UTC fields read as the centre's wall clock. */
export function wall(when) {
  const instant = new Date(when);
  return format ? new Date(`${format.format(instant).replace(" ", "T")}Z`) : new Date(instant.getTime() + east * 60000);
}

/** "08:05" */
export function clock(when) {
  const there = wall(when);
  return `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}

/** "2026-11-21": the same text for the same day at the centre. */
export const dayOf = (when) => wall(when).toISOString().slice(0, 10);

/** "Thứ Bảy" */
export function weekday(when, lang = document.documentElement.lang) {
  const said = new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" }).format(wall(when));
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** "Thứ Bảy, 21/11/2026" */
export function longDay(when, lang) {
  const there = wall(when);
  return `${weekday(when, lang)}, ${two(there.getUTCDate())}/${two(there.getUTCMonth() + 1)}/${there.getUTCFullYear()}`;
}
