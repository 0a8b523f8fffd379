// Why an appointment gives no number now, and what to do: one page each.
import { clock, longDay } from "/web/clock.js";
import { Refused } from "/web/send.js";

const KIND = "urn:moiso:problem:";

/** {title, what, retry}: `retry` where another code may help. The office's own sentence stands for what is not known here. */
export function refusal(words, error, nameOf) {
  if (!(error instanceof Refused) || error.status >= 500) return { title: words("kiosk.away"), what: words("kiosk.away_what"), retry: true };
  const { problem, status } = error, kind = (problem.type ?? "").replace(KIND, "");
  const page = PAGES[kind];
  if (page) return page(words, problem, nameOf);
  if (status === 429) return { title: words("scan.too_many"), what: words("scan.too_many_what"), retry: true };
  return { title: problem.detail || words("kiosk.away"), what: words("scan.refused_what"), retry: false };
}

const PAGES = {
  unknown_booking: (words) => ({ title: words("scan.no_booking"), what: words("scan.no_booking_what"), retry: true }),
  too_early: (words, { at }) => ({ title: words("scan.too_early", { time: clock(at) }), what: words("scan.too_early_what"), retry: false }),
  other_day: (words, { day }) => ({ title: words("scan.other_day", { day: longDay(`${day}T12:00:00Z`) }), what: words("scan.other_day_what"), retry: false }),
  booking_over: (words, { state }) => ({ title: words(OVER[state] ?? "scan.over"), what: words(state === "arrived" ? "scan.over_arrived_what" : "scan.over_what"), retry: false }),
};
const OVER = { arrived: "scan.over_arrived", cancelled: "scan.over_cancelled", missed: "scan.over_missed" };
