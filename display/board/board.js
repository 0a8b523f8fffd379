// The hall board: the picture says what is shown, the moments say what is spoken; neither waits for the other.
import { watch, staleBand } from "/web/watch.js";
import { fill, read, restart } from "/web/hall.js";
import { clock, longDay, officeTime } from "/web/clock.js";
import { words, el } from "/web/words.js";
import { calls, invited } from "./calls.js";
import { calm } from "./calm.js";
import { foot } from "./foot.js";
import { media } from "./media.js";
import { says } from "./says.js";
import { speaking } from "./speaking.js";
import { voice } from "./voice.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "board"]);
const TROUBLES = ["blocked", "dead", "no_device"]; // each with words for whoever stands before the board
const LIT = 5000; // ms after which the frame of a new call rests also where nothing may move
const BADGES = 2; // special days of one day that the heading has room for
const ROOMY = 6; // so many services have room for their reasons beneath
let shown = null; // the call now in the large frame; "": an empty frame; null: no picture yet
let picture = null, spoken = null; // what the office shows; the moment that the hall hears now

const identity = (call) => call && [call.label, call.counter, call.called_at, call.times].join(" ");

/** The hall's clock; empty until the office has told its time. */
function showClock() {
  if (shown === null) return;
  wall.age();
  find("date").textContent = longDay(officeTime());
  find("clock").textContent = clock(officeTime());
}

/** One service: how many wait for it, also while it gives no numbers. That it gives none stands beneath its name. */
function line(service, shut) {
  const { letter, open, waiting } = service, name = read(service.short ?? service.name);
  const count = (open || waiting > 0) && el("span", { class: waiting > 99 ? "count many" : "count" }, String(waiting));
  return el("li", { class: open ? "line" : "line shut", title: open ? null : read(service.why) || null }, el("p", {}, el("span", { class: "letter" }, letter), count),
    el("span", { class: name.length > 21 ? "name long" : "name" }, name), shut && el("span", { class: "why" }, shut));
}

/** All services; what is true of each of them is said once, before the first. */
function showLines(services) {
  const roomy = services.length <= ROOMY, shut = services.map((service) => tell.shut(service, roomy));
  const same = shut[0] && services.every(({ waiting }, place) => !waiting && shut[place] === shut[0]);
  find("lines-head").textContent = same ? shut[0] : word("board.waiting");
  find("lines-head").classList.toggle("shut", Boolean(same));
  find("strip").replaceChildren(...services.map((service, place) => line(service, same ? "" : shut[place])));
  find("strip").classList.toggle("roomy", roomy);
}

/** What the hall hears that is no call, and why it hears nothing, is said in the heading. */
function showNotice() {
  if (!picture) return;
  const checking = spoken?.kind === "check", quiet = Boolean(picture.sound?.on && picture.sound.quiet);
  find("notice").hidden = !checking && !quiet;
  find("notice").classList.toggle("checking", checking);
  fill(find("notice-what"), checking ? word("board.checking") : word("board.quiet"));
  fill(find("notice-do"), checking ? "" : word("board.quiet_do"));
}

const wall = calls(word);
const tell = foot(word);
const saying = says(find("saying"));
const show = media(find("show"), (playing) => {
  find("show").hidden = !playing;
  find("hall").classList.toggle("playing", playing);
});
/** A call has the wall for itself: nothing turns, nothing plays. */
const peace = calm((yes) => { saying.hold(!yes); show.idle(yes); });
const now = speaking((moment) => { spoken = moment; peace.speaks(Boolean(moment)); wall.hears(moment); showNotice(); });

/** Special days, the line at the foot, what is shown while nobody is called. */
function showMore({ zone, badges = [], closing, media: list }) {
  fill(find("zone"), zone ? read(zone.name) : "");
  find("badges").replaceChildren(...badges.slice(0, BADGES).map(({ name }) => el("span", { class: "badge" }, read(name))));
  find("badges").hidden = !badges.length;
  fill(find("closing"), tell.closing(closing));
  saying.say(tell.sentences(picture), tell.promise(picture));
  find("says").hidden = find("closing").hidden && find("saying").hidden;
  show.list(list);
}

/** What is wrong with the sound is shown on the board that should speak; the others have nothing to say about it. */
function showSound({ speaks, state, wanted }) {
  const wrong = wanted && speaks && TROUBLES.includes(state), { dataset } = document.body;
  [dataset.speaks, dataset.sound] = [speaks ? "yes" : "no", state];
  find("sound").hidden = !wrong;
  document.body.classList.toggle("alarm", wrong);
  if (!wrong) return;
  fill(find("sound-what"), word(`board.sound_${state}`));
  fill(find("sound-do"), word(`board.sound_${state}_do`));
}

const hall = voice({
  zone: document.body.dataset.name,
  store: localStorage,
  ask: (event, body) => office.say(event, body),
  onChange: showSound,
  onSpeaking: now.say,
  onSpoken: (id) => { document.body.dataset.spoken = id; },
});

let rest = null;
/** A new call moves in and its frame breathes; where nothing may move the frame stands for a while. */
function light() {
  restart(find("call"));
  restart(find("rows"));
  find("frame").classList.add("lit");
  clearTimeout(rest);
  rest = setTimeout(() => find("frame").classList.remove("lit"), LIT);
}

function onPicture(news) {
  picture = news;
  const [present] = picture.calls;
  const first = shown === null, unseen = present && identity(present) !== shown, fresh = !first && unseen;
  shown = identity(present) ?? "";
  peace.calling(Boolean(picture.calling?.length));
  if (unseen) peace.call(first ? officeTime() - Date.parse(present.called_at) : 0);
  hall.picture(picture);
  showClock();
  find("centre-name").textContent = read(picture.centre.name);
  find("centre-name").classList.toggle("long", read(picture.centre.name).length > 60);
  find("unit").textContent = [picture.centre.unit, picture.centre.province].map(read).filter(Boolean).join(" – ");
  find("demo").hidden = !picture.centre.demo;
  wall.show(picture);
  showNotice();
  showLines(picture.services);
  const [what, hint] = tell.nobody(picture.services);
  find("nobody").firstChild.textContent = what;
  find("nobody-hint").textContent = hint;
  showMore(picture);
  if (fresh && invited(present, picture)) light();
}

function onMoment(moment) {
  if (moment.ticket) peace.call();
  now.add(moment);
  hall.add(moment);
}

const band = staleBand(word);
function onStale(since) {
  peace.away(Boolean(since));
  band(since);
}

addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(showClock, 1000);
const office = watch({ onPicture, onMoment, onStale, onJoined: hall.joined, onLeft: hall.left });
office.socket.on("speaker", hall.speaker);
office.socket.on("heard", (told) => { hall.heard(told); now.heard(told); });
office.socket.on("gone", ({ kind, name }) => { if (kind === "board" && name === document.body.dataset.name) location.reload(); });
office.socket.on("beat", hall.alive); // a page behind others has slow clocks; the office's words come in time
