// Handing on: the next step of the visit's own way, another service, one counter, or a colleague – same number, same turn.
import { el, pick } from "/web/words.js";
import { chips, chosenIn, noteField, rows, told } from "./fields.js";

const name = (picture, code) => pick(picture.services.find((service) => service.code === code)?.name) || code;

/** "Thẩm định → Trả kết quả" */
export const stepNames = (picture, ticket) => (ticket?.steps ?? []).map((code) => name(picture, code)).join(" → ");

export const nextStep = ({ ticket, ...picture }) => name(picture, ticket.steps[0]);

const END = "K"; // "kết thúc"

/** The two ways on of a visit with steps still to come; `letter`: the end has a key of its own. */
function ways(picture, word, letter) {
  return chips("to", word("console.transfer_next"), [
    { value: "next:", text: word("console.transfer_step", { name: nextStep(picture) }), checked: true },
    { value: "finish:", text: word("console.transfer_end"), key: letter ? END : undefined }]);
}

function choices(picture, word) {
  const { ticket, counter } = picture, taken = picture.services.some(({ letter }) => letter === END); // a line's own letter comes first
  const own = [...counter.services ?? [], ...counter.helps ?? []].includes(ticket?.service); // else it was sent here and may go back to its line
  const services = picture.services.filter(({ code }) => code !== ticket?.service || !own)
    .map((service) => ({ value: `service:${service.code}`, key: service.letter || undefined, text: pick(service.name) }));
  const counters = picture.counters.filter(({ no }) => no !== counter.no)
    .map((other) => ({ value: `counter:${other.no}`, key: String(other.no), text: String(other.no), name: `${word("console.desk", { no: other.no })} – ${pick(other.name)}` }));
  const people = (picture.people ?? []).filter((person) => person.counter !== counter.no)
    .map(({ login, counter: no }) => ({ value: `person:${login}`, text: word("console.person_at", { login, no }) }));
  return [
    ticket?.steps?.length > 0 && ways(picture, word, !taken),
    chips("to", word("console.transfer_to"), services),
    el("div", { class: "pair" }, counters.length > 0 && chips("to", word("console.transfer_counter"), counters, "tight"),
      people.length > 0 && chips("to", word("console.transfer_person"), people)),
  ].filter(Boolean);
}

/** Where a visit goes, in words: "Chứng thực", "Quầy 3", "lan – quầy 2". */
function placeOf(picture, kind, to, word) {
  if (kind === "counter") return word("console.desk", { no: to });
  const no = picture.people?.find(({ login }) => login === to)?.counter;
  return kind === "person" && no ? word("console.person_at", { login: to, no }) : name(picture, to);
}

const body = (kind, to) => ({ service: { service: to }, counter: { counter: Number(to) }, person: { person: to } })[kind] ?? {};

/** What is said when a visit is over: a slip is noticed, and what can still be done about it. */
export const closed = (label, word, said = "console.finish_done") => [word(said, { label }), { never: word("console.finish_never", { label }) }];

const finished = ({ ticket: { label }, counter: { no } }, word) => ({ path: `/counters/${no}/finish`, body: {},
  done: (_, { tell }) => tell(...closed(label, word, "console.finish_end_done")) });

/** The visit goes on to its next step: what is asked, and what is said then ("A039 → Thẩm định"). */
export function onward(picture, word, note) {
  const said = word("console.transfer_goes", { label: picture.ticket.label, to: nextStep(picture) });
  return { path: `/counters/${picture.counter.no}/transfer`, body: note ? { note } : {}, said, done: (_, { tell }) => tell(said) };
}

/** "Hoàn thành" of a visit with steps still to come: on to the next one, or the end here – said, never slipped into. */
export const finishPanel = (picture, word) => ({
  parts: rows(word, "console.finish_title", "console.finish_go", [ways(picture, word, true)], [noteField(word)]),
  request: ({ to, note }) => (to === "finish:" ? finished(picture, word) : onward(picture, word, note)),
});

export function handOnPanel(picture, word) {
  const to = told("", "told to");
  return {
    parts: rows(word, "console.transfer_title", "console.transfer_go", choices(picture, word), [to, noteField(word)]),
    needs: "to",
    wide: true,
    look: (form) => {
      const chosen = chosenIn(form, "to");
      const keeps = /^(counter|person):/.test(form.elements.to.value); // help is asked for: the visit stays what it is
      const facts = { label: picture.ticket?.label, to: chosen, name: name(picture, picture.ticket?.service) };
      to.textContent = chosen ? word(keeps ? "console.transfer_keeps" : "console.transfer_goes", facts) : word("console.lacks_to");
    },
    request: ({ to: target, note }) => {
      const [kind, ...rest] = target.split(":"), where = rest.join(":");
      if (kind === "finish") return finished(picture, word);
      if (kind === "next") return onward(picture, word, note);
      return { path: `/counters/${picture.counter.no}/transfer`, body: { ...body(kind, where), ...(note && { note }) },
        done: (_, { tell }) => tell(word("console.transfer_goes", { label: picture.ticket?.label, to: placeOf(picture, kind, where, word) })) };
    },
  };
}
