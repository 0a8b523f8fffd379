// Aside for a while, home to mend a form, not there: what the visit keeps and what it loses stands there before it is done.
import { clock, officeTime } from "/web/clock.js";
import { pick } from "/web/words.js";
import { chips, field, labelIn, listed, noteField, rows, told } from "./fields.js";

const MINUTE = 60000;
const REMIND = [10, 20, 30, 60]; // minutes that are offered for a reminder

const reasons = (picture, word) => picture.hold_reasons?.length
  ? [listed("reason", word("console.hold_reason"), picture.hold_reasons.map(({ code, name }) => ({ value: code, text: pick(name) })))] : [];
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "" && value !== undefined));

/** "Tạm chờ": the place in line is kept; taken back it stands in the line again, where it was. */
function hold(picture, word) {
  const { ticket, counter: { no } } = picture;
  return {
    parts: rows(word, "console.hold_title", "console.hold_go", [
      ...reasons(picture, word),
      chips("remind", word("console.hold_remind"), [{ value: "", text: word("console.hold_never"), checked: true },
        ...REMIND.map((count) => ({ value: String(count), text: word("console.minutes", { count }) }))]),
      chips("here", word("console.hold_back"), [{ value: "", text: word("console.hold_anywhere"), checked: true },
        { value: "here", text: word("console.hold_here"), key: "H" }])],
      [noteField(word)]),
    request: ({ reason, remind, here, note }) => ({
      path: `/counters/${no}/hold`, body: given({ reason, remind_minutes: remind ? Number(remind) : "", here: here ? true : "", note }),
      done: (_, { tell }) => tell(word("console.hold_done", ticket), { path: `/tickets/${ticket.id}/return`, said: word("console.hold_undone", ticket), name: word("console.hold_undo") }),
    }),
  };
}

/** "Phiếu quay lại": until when it is good, and how many are in front when it comes back. */
function fix(picture, word) {
  const { ticket, patience, counter: { no } } = picture;
  const facts = () => ({ label: ticket.label, time: clock(officeTime() + patience.fix_minutes * MINUTE), minutes: patience.fix_minutes, places: patience.fix_behind });
  return {
    parts: rows(word, "console.fix_title", "console.fix_go",
      [patience && told(word("console.fix_until", facts())), ...reasons(picture, word)].filter(Boolean), [noteField(word)]),
    request: ({ reason, note }) => ({
      path: `/counters/${no}/fix`, body: given({ reason, note }),
      done: (_, { tell }) => tell(patience ? word("console.fix_done", facts()) : word("console.fix_done_bare", ticket)),
    }),
  };
}

/** Whether this absence asks to be thought over: too few calls, or the number would be gone. */
export function absenceNeedsThought({ ticket, patience }) {
  return Boolean(ticket && patience && (ticket.times < patience.calls || (ticket.misses ?? 0) >= patience.late_returns));
}

const isLast = ({ ticket, patience }) => Boolean(patience) && (ticket.misses ?? 0) >= patience.late_returns;

/**
 * The absence itself. No way back is offered: coming back costs places. That is said only when so many wait that it is so.
 */
export function absence(picture, word) {
  const { ticket, patience, waiting, counter: { no } } = picture, places = patience?.late_behind ?? 0;
  const enough = places > 0 && waiting.filter(({ service }) => service === ticket.service).length >= places;
  return {
    path: `/counters/${no}/absent`, body: {},
    done: (answer, { tell }) => {
      const over = answer.ticket?.state ? answer.ticket.state === "cancelled" : isLast(picture);
      tell(word(over ? "console.absent_void_done" : enough ? "console.absent_done_behind" : "console.absent_done", { label: ticket.label, places }));
    },
  };
}

/** Whoever opens it stands on the way back: two keys in a row never destroy a number. */
function absent(picture, word) {
  const { ticket, patience } = picture, last = isLast(picture);
  const facts = { label: ticket.label, times: ticket.times, calls: patience.calls, misses: ticket.misses, places: patience.late_behind };
  const parts = rows(word, "console.absent_title", last ? "console.absent_void" : "console.absent_go", [
    ticket.times < patience.calls && told(word("console.absent_early", facts)),
    told(word(last ? "console.absent_last" : "console.absent_late", facts))].filter(Boolean));
  const ends = parts.at(-1), go = ends.querySelector(".go");
  ends.append(go); // behind the way back, where Tab finds it
  go.classList.toggle("danger", last);
  return { parts, wary: true, request: () => absence(picture, word) };
}

/** Somebody who waits and whose declared group is not right; what was there before is one key away. */
function priority(picture, word, chosen, find) {
  const ticket = chosen; // of a ticket in hand the order does not matter any more, and the office takes no correction
  return {
    parts: rows(word, "console.priority_title", "console.priority_go", [
      field(word("console.priority_number"), { name: "label", class: "short", required: true, value: ticket?.label ?? "", maxlength: 12 }),
      listed("group", word("console.priority_group"), [{ value: "", text: word("console.priority_none"), checked: !ticket?.priority },
        ...(picture.groups ?? []).map(({ code, name }) => ({ value: code, text: pick(name), checked: ticket?.priority === code }))]),
      told(word("console.priority_hint"))]),
    look: (form, changed) => { // another number: its own group is marked
      if (changed !== "label") return;
      const other = find(picture, labelIn(form.elements.label.value));
      if (other) for (const radio of form.elements.group) radio.checked = radio.value === (other.priority ?? "");
    },
    request: ({ label: typed, group }) => {
      const label = labelIn(typed), before = find(picture, label), path = `/tickets/${encodeURIComponent(before?.id ?? label)}/priority`;
      const back = before && (before.priority ?? "") !== group && { path, body: { priority: before.priority ?? null }, said: word("console.priority_undone", { label }) };
      return { path, body: { priority: group || null }, done: (_, { tell }) => tell(word("console.priority_done", { label }), back) };
    },
  };
}

const listedTicket = (picture, label) => [picture.ticket, ...picture.waiting, ...picture.absent, ...picture.held].find((one) => one?.label === label);

export const asidePanels = { hold, fix, absent, priority: (picture, word, chosen) => priority(picture, word, chosen, listedTicket) };
