// Sentences about waiting, opening and names, in the citizen's language.
import { clock, dayOf, longDay, weekday } from "/web/clock.js";
import { el, pick } from "/web/words.js";

/** A word for people may come as plain text or as a name in several languages. */
export const text = (words) => (typeof words === "string" ? words : pick(words));

/** A text with every number (not a time of day) kept on one line with what it counts, and "20–60" in one piece. */
export const unbroken = (said) => said.replace(/(?<=\d)–(?=\d)/g, "\u2060–\u2060").replace(/(?<=\d)(?<!:\d+) (?=\p{L})/gu, "\u00a0");

/** "6 người đang chờ" or "Chưa có ai chờ". */
export const queue = (words, count) => (count > 0 ? words("kiosk.waiting", { count }) : words("kiosk.waiting_none"));

/** "khoảng 10–20 phút"; empty when nobody can say. */
export function minutes(words, wait) {
  if (!wait) return "";
  const { low_min: low, high_min: high } = wait;
  if (low <= 0) return words("kiosk.wait_short", { high });
  return low === high ? words("kiosk.wait_same", { high }) : words("kiosk.wait", { low, high });
}

/** When a closed service opens: "Nhận số lại lúc 13:30", with the day when it is not today. */
export function opens(words, opensAt, now) {
  if (!opensAt) return "";
  const when = new Date(opensAt);
  if (Number.isNaN(when.getTime())) return words("kiosk.opens", { time: opensAt }); // already words
  const time = clock(when), soon = when - new Date(now) < WEEK;
  return dayOf(when) === dayOf(now) ? words("kiosk.opens", { time }) : words("kiosk.opens_day", { time, day: soon ? weekday(when) : longDay(when) });
}

/** " (hết giấy)": what a printer's code means, in brackets; empty for a code that says nothing to a citizen. */
export function reason(words, code) {
  const key = `kiosk.why_${code}`, said = code ? words(key) : key;
  return said === key ? "" : ` (${said})`;
}

/** Why a service gives no numbers now. */
export const closed = (words, service) => text(service.why) || words("kiosk.closed");

const WEEK = 6.5 * 86400000; // ms in which the day of the week says enough

/** A group's name inside a sentence: "Người khuyết tật" -> "người khuyết tật". */
export const inside = (name) => name.charAt(0).toLowerCase() + name.slice(1);

const SVG = "http://www.w3.org/2000/svg";
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  drawing.append(use);
  return drawing;
}

/** A button with a drawing and a word. */
export const button = (label, { icon: name, ...attributes } = {}) =>
  el("button", { type: "button", ...attributes }, name && icon(name), el("span", {}, label));
