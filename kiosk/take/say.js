// Sentences about waiting, opening and names, in the citizen's language.
import { clock, dayOf, longDay, weekday } from "/web/clock.js";
import { el, pick } from "/web/words.js";

/** A word for people may come as plain text or as a name in several languages. */
export const text = (words) => (typeof words === "string" ? words : pick(words));

/** The language of a centre's own words where they are not the reader's: an attribute for the page, undefined where they are. */
export function tongue(words) {
  const { lang } = document.documentElement;
  return lang === "vi" || (words && typeof words !== "string" && words[lang] !== undefined) ? undefined : "vi";
}

const TOGETHER = /(?<!\p{L})(từ (?=\d)|số (?=\d)|quầy (?=\d)|thứ (?=hai|ba|tư|năm|sáu|bảy)|chủ (?=nhật)|có (?=công)|mang (?=thai))/giu;

/** A text in which what is read in one breath stands on one line: a number (no time of day) with what it counts, "20–60", "Thứ Hai". */
export const unbroken = (said) => said.replace(/(?<=\d)–(?=\d)/g, "\u2060–\u2060").replace(/(?<=\d)(?<!:\d+) (?=\p{L})/gu, "\u00a0")
  .replace(TOGETHER, (pair) => `${pair.trimEnd()}\u00a0`);

/** "6 người đang chờ" or "Chưa có ai chờ"; where those of other lines come first at the same counter, that they do. */
export function queue(words, { waiting, same_counter: beside = 0 }) {
  if (waiting > 0) return words("kiosk.waiting", { count: waiting });
  return beside > 0 ? words("kiosk.waiting_shared", { count: beside }) : words("kiosk.waiting_none");
}

const LONG = 90, HALF = 30; // minutes: above the first a wait is said in hours, in steps of the second

/** "2 giờ 30"; `bare`: "2", where the word for hours follows. */
function hours(words, said, bare) {
  const whole = Math.floor(said / 60), half = said % 60 > 0;
  if (!whole) return words("kiosk.hours_half_only");
  return words(half ? "kiosk.hours_half" : bare ? "kiosk.hours_bare" : "kiosk.hours", { hours: whole });
}

/** "khoảng 2–4 giờ 30": never shorter than it may be, and never longer than it may be. */
function long(words, low, high) {
  const from = Math.floor(low / HALF) * HALF, to = Math.ceil(high / HALF) * HALF;
  if (from <= 0) return words("kiosk.wait_hours_short", { high: hours(words, to) });
  if (from === to) return words("kiosk.wait_hours_same", { high: hours(words, to) });
  return words("kiosk.wait_hours", { low: hours(words, from, true), high: hours(words, to) });
}

/** "khoảng 10–20 phút", above an hour and a half "khoảng 2–4 giờ 30", beyond a break "buổi chiều, từ 13:30"; empty when nobody can say. */
export function minutes(words, { wait, wait_over: over }) {
  if (!wait) return "";
  if (over) return text(over.says);
  const { low_min: low, high_min: high } = wait;
  if (high > LONG) return long(words, low, high);
  if (low <= 0) return words("kiosk.wait_short", { high });
  return low === high ? words("kiosk.wait_same", { high }) : words("kiosk.wait", { low, high });
}

/** A sentence with a time in it, and the day too when that is not today: `key` says the first, `key`_day the second. */
export function at(words, key, moment, now) {
  const when = new Date(moment), time = clock(when), soon = when - new Date(now) < WEEK;
  return dayOf(when) === dayOf(now) ? words(key, { time }) : words(`${key}_day`, { time, day: soon ? weekday(when) : longDay(when) });
}

/** When a closed service gives numbers again: "Phát số lại lúc 13:30", with the day when it is not today. */
export function opens(words, opensAt, now) {
  if (!opensAt) return "";
  if (Number.isNaN(Date.parse(opensAt))) return words("kiosk.opens", { time: opensAt }); // already words
  return at(words, "kiosk.opens", opensAt, now);
}

/** " (hết giấy)": what a printer's code means, in brackets; empty for a code that says nothing to a citizen. */
export function reason(words, code) {
  const key = `kiosk.why_${code}`, said = code ? words(key) : key;
  return said === key ? "" : ` (${said})`;
}

/** Whether a citizen may take a number of this service now. */
export const gives = (service) => Boolean(service?.open) && service.left !== 0;

/** Why a service gives no numbers now. */
export const closed = (words, service) => text(service.why) || words(service.left === 0 ? "kiosk.full" : "kiosk.closed");

/** When it gives numbers again: "Nhận số lại lúc 13:30"; empty when nobody knows. */
export function again(words, service, now) {
  if (service.left === 0 && service.next_room_at) return at(words, "kiosk.room", service.next_room_at, now);
  return opens(words, service.opens_at, now);
}

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
