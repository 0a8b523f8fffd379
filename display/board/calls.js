// The calls on the wall: the newest in the large card, the ones before it as rows. Only whom a counter calls at this moment is
// invited, in red; whoever has come, is held or has not come stays on the wall as a calm word of what was.
import { clock, officeTime } from "/web/clock.js";
import { clauses, fill, read } from "/web/hall.js";
import { el } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const ROWS = 7; // always drawn: the board keeps its shape however many have been called
const PAIRED = 6; // of an upright board, whose rows stand in pairs
const NEWEST = 120000; // ms for which a call has "just" been made
const upright = matchMedia("(max-aspect-ratio: 1/1)");

/** Whether a counter calls this at this moment; an office that does not say who is called has its newest calls believed. */
export const invited = (call, { calling }) => Boolean(call) && (calling?.some(({ label, counter }) => label === call.label && counter === call.counter) ?? true);

/** @param {(key: string, values?: object) => string} word */
export function calls(word) {
  let picture = null, spoken = null; // what the office shows; the moment that the hall hears now

  const isSpoken = (call) => call && spoken?.ticket?.label === call.label && spoken.counter === call.counter;

  function tagOf(call) {
    if (call.times > 1) return word("board.again", { times: call.times });
    return call.priority ? word("common.priority") : "";
  }

  /** A loudspeaker and its meaning in two words: this number is heard now, or (crossed out) it could not be called aloud. */
  function voiced(call, bare = false) {
    const now = isSpoken(call);
    if (!now && !call.unheard) return null;
    if (!now && bare) return el("span", { class: "voiced", title: word("board.unheard") }, word("board.unheard_short"));
    const icon = find("notice").querySelector(now ? ".loud" : ".mute").cloneNode(true);
    const short = el("span", { "aria-hidden": "true" }, word(now ? "board.speaking" : "board.unheard_short"));
    icon.removeAttribute("aria-hidden");
    icon.setAttribute("role", "img");
    icon.setAttribute("aria-label", word(now ? "board.speaking" : "board.unheard"));
    return el("span", { class: now ? "voiced now" : "voiced" }, icon, short);
  }

  /** An earlier call out of order: its small mark; the reason itself is read in the card, and afterwards on the fairness page. */
  function marked(call) {
    const icon = find("called-mark").querySelector(".marked").cloneNode(true);
    return el("span", { class: "out", title: word("board.mark", { mark: read(call.mark) }) }, icon, el("span", {}, word("board.out_of_order")));
  }

  /** What the newest call is: an invitation, a call of just now, or one of a while ago with its time. */
  function say(call) {
    const just = officeTime() - Date.parse(call.called_at) < NEWEST;
    const text = invited(call, picture) ? word("board.invite") : just ? word("board.just_called") : word("board.called_at", { time: clock(call.called_at) });
    if (find("called-what").textContent !== text) find("called-what").textContent = text;
  }

  function showCall(call) {
    const called = invited(call, picture);
    find("call").classList.toggle("full", called);
    find("call").classList.toggle("over", Boolean(call) && !called);
    find("nobody").hidden = Boolean(call);
    find("called").hidden = !call;
    if (!call) return;
    const number = find("called-number"), name = read(call.counter_name);
    say(call);
    find("called-word").textContent = word(called ? "board.to" : "board.counter");
    number.textContent = call.label;
    number.style.setProperty("--chars", Math.max(call.label.length, 4));
    find("called-counter").textContent = call.counter;
    find("called-name").replaceChildren(...clauses(name));
    find("called-name").classList.toggle("long", name.length > 34);
    find("called-name").classList.toggle("longest", name.length > 60);
    fill(find("called-tag"), called ? tagOf(call) : "");
    fill(find("called-why"), call.mark ? word("board.mark", { mark: read(call.mark) }) : "");
    find("called-mark").hidden = !call.mark;
  }

  function showVoice(call) {
    const mark = call && voiced(call);
    find("called-voice").replaceChildren(...(mark ? [mark] : []));
    find("called-voice").hidden = !mark;
    find("call").classList.toggle("spoken", Boolean(isSpoken(call)));
  }

  function row(call) {
    if (!call) return el("li", { class: "row" });
    const called = invited(call, picture), heard = isSpoken(call);
    const number = el("span", { class: call.label.length > 4 ? "number wide" : "number" }, call.label);
    number.style.setProperty("--chars", call.label.length);
    const way = called || heard ? find("called-to").querySelector("svg").cloneNode(true) : el("span", { class: "past" }, word("board.called"));
    const tags = el("span", { class: "tags" }, call.mark ? marked(call) : call.priority && el("span", { class: "tag" }, word("common.priority")), voiced(call, true));
    const state = heard ? " spoken" : !called ? " over" : picture.calling ? " invited" : "";
    return el("li", { class: `row${state}` }, number, tags, way, el("span", { class: "number to" }, String(call.counter)));
  }

  /** Earlier calls; one that is heard now but too old to be among them has the last place for as long as it is heard. */
  function rows([, ...earlier]) {
    const room = upright.matches ? PAIRED : ROWS, seen = picture.calls.slice(0, room + 1);
    const places = Array.from({ length: room }, (_, place) => earlier[place]);
    const missing = spoken?.ticket && spoken.at <= picture.at && !seen.some(isSpoken);
    if (missing) places[Math.min(earlier.length, room - 1)] = { label: spoken.ticket.label, counter: spoken.counter };
    return places;
  }

  /** What changes with the voice; the card's own words are not written anew, or a screen reader would say them again. */
  function drawHeard() {
    if (!picture) return;
    showVoice(picture.calls[0]);
    find("rows").replaceChildren(...rows(picture.calls).map(row));
  }

  upright.addEventListener("change", drawHeard);
  return {
    show(news) { picture = news; showCall(picture.calls[0]); drawHeard(); },
    /** Time has passed: nothing is called "just now" for ever. */
    age() { if (picture?.calls.length) say(picture.calls[0]); },
    /** What the hall hears now: a moment, or null. */
    hears(moment) { spoken = moment; drawHeard(); },
  };
}
