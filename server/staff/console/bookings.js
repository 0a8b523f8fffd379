// Appointments at the counter: book one for somebody, and take in whoever comes with a code.
import { clock, dayOf, longDay } from "/web/clock.js";
import { get } from "/web/send.js";
import { el, pick } from "/web/words.js";
import { chips, field, listed, rows } from "./fields.js";

const DAYS = 7; // days that are looked at together; any other is typed
const DAY = 86400000;

const later = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10);
const noon = (day) => `${day}T12:00:00Z`; // any moment of that day, at any centre of this country
const dayName = (day) => longDay(noon(day)).slice(0, -5);

/** The slots with room on these days: `[{day, slots: [{starts, left}]}]`, empty days left out. */
async function freeDays(service, days) {
  const found = await Promise.all(days.map((day) => get(`/services/${encodeURIComponent(service)}/slots?day=${day}`).catch(() => null)));
  return found.map((answer, place) => ({ day: days[place], slots: (answer?.slots ?? []).filter(({ left }) => left > 0) })).filter(({ slots }) => slots.length);
}

/** The two lists that follow the service: days, and the slots of the chosen day. */
function timetable(picture, word) {
  const node = el("div", { class: "timetable" }), today = dayOf(picture.now);
  let known = [], asked = 0;
  const slots = (day) => node.querySelector(".slots").replaceChildren(chips("slot", word("console.book_slot"),
    (known.find((one) => one.day === day)?.slots ?? []).map(({ starts, left }) => ({ value: starts, text: clock(starts), name: word("console.book_left", { time: clock(starts), count: left }) })), "tight"));
  function days(first) {
    const chosen = (known.find((one) => one.day === first) ?? known[0])?.day;
    node.replaceChildren(known.length ? listed("day", word("console.book_day"), known.map((one) => ({ value: one.day, text: dayName(one.day), checked: one.day === chosen })))
      : el("p", { class: "told" }, word("console.book_none")), el("div", { class: "slots" }));
    if (chosen) slots(chosen);
  }
  async function load(service, other) {
    const mine = ++asked, wanted = Array.from({ length: DAYS }, (_, count) => later(today, count));
    node.replaceChildren(el("p", { class: "told" }, word("console.book_loading")));
    const found = await freeDays(service, other ? [other] : wanted);
    if (mine !== asked) return;
    known = found;
    days(other);
  }
  return { node, load, slots };
}

function book(picture, word) {
  const offered = picture.services.filter(({ code }) => !picture.booking || picture.booking.includes(code));
  const table = timetable(picture, word);
  return {
    parts: rows(word, "console.book_title", "console.book_go", [
      chips("service", word("console.give_service"), offered.map((service) => ({ value: service.code, key: service.letter || undefined, text: pick(service.name) }))), table.node],
      [field(word("console.book_other"), { name: "other", class: "date", type: "date", min: dayOf(picture.now) })]),
    needs: "slot",
    wide: true,
    look: (form, changed) => {
      const service = form.elements.service?.value;
      if (changed === "day") table.slots(form.elements.day.value);
      else if (service && (changed === "service" || changed === "other")) table.load(service, form.elements.other.value);
    },
    request: ({ service, slot }) => ({
      path: "/bookings", body: { service, slot, language: "vi" },
      done: (booking, { tell, open }) => {
        const facts = { code: booking.code, time: clock(booking.slot), day: longDay(booking.slot) };
        tell(word("console.book_done", facts), { path: `/bookings/${booking.code}/cancel`, said: word("console.book_undone", facts), name: word("console.book_undo") });
        open(booked(picture, word, booking, facts));
      },
    }),
  };
}

/** The code for the citizen: large enough to be copied by hand, and on paper at one key. */
function booked(picture, word, { service }, facts) {
  const name = pick(picture.services.find(({ code }) => code === service)?.name);
  return {
    parts: rows(word, "console.booked_title", "console.booked_print", [
      el("div", { class: "booked" }, el("p", { class: "booked-centre" }, pick(picture.centre.name)), el("p", { class: "booked-code number" }, facts.code),
        el("p", {}, el("b", {}, name)), el("p", {}, word("console.booked_at", facts)), el("p", { class: "quiet" }, word("console.booked_hint")))]),
    request: () => { window.print(); return null; },
  };
}

/** The code in what was typed or scanned: the paper's QR code holds the address of the booking's page. */
const bare = (typed) => typed.split("/").pop().toUpperCase();

/** "Nhận khách hẹn": the code becomes a number. */
const checkin = (picture, word) => ({
  parts: rows(word, "console.checkin_title", "console.checkin_go", [], [
    field(word("console.checkin_code"), { name: "code", class: "short code", required: true, maxlength: 200, spellcheck: "false", autocapitalize: "characters" })]),
  needs: "code",
  request: ({ code }) => ({ path: `/bookings/${encodeURIComponent(bare(code))}/check-in`, body: {},
    done: (ticket, { tell }) => tell(word("console.checkin_done", { label: ticket.label, name: pick(ticket.name) })) }),
});

export const bookingPanels = { book, checkin };
