// The terminal at a counter: asleep until a visit is finished, one question, thanks that look the same for everybody.
import { staleBand, watch } from "/web/watch.js";
import { newKey, send } from "/web/send.js";
import { el, words } from "/web/words.js";
import { presses, settle } from "/room/kiosk/touch.js";
import { invitation } from "/room/feedback/invitation.js";
import { asleep, faces, reasons, thanks } from "/room/feedback/pages.js";

const FIRST = "vi";
const THANKS = 4000; // ms
const PONDER = 25000; // ms without a touch after which a rating goes without reasons
const PATIENCE = 600000; // ms a rating is offered to a silent office: the citizen has long gone, the voice still counts

const stand = document.querySelector(".stand");
const catalogues = {};
let picture = null, shown = null, timer = null;
let visit = null; // the visit that is being asked about: {ticket, label, until, level, chosen}
const voice = invitation();
const rated = new Set(); // tickets answered here: they are never asked again

const app = { words: (key) => key, picture: () => picture, choose, toggle, submit };

function page(name, ...data) {
  clearTimeout(timer);
  if (name !== "faces") voice.hush();
  shown = name;
  document.body.dataset.page = name;
  stand.replaceChildren({ asleep, faces, reasons, thanks }[name](app, ...data));
  settle(stand);
  showTop();
}

function showTop() {
  document.querySelector(".counter").textContent = shown === "asleep" ? "" : app.words("feedback.counter", { no: picture.counter.no });
  const codes = shown === "faces" || shown === "reasons" ? Object.keys(picture.scale[0]?.name ?? {}).filter((code) => catalogues[code] && code !== document.documentElement.lang) : [];
  document.querySelector(".languages").replaceChildren(...codes.map((code) =>
    el("button", { type: "button", lang: code, onpress: () => { use(code); again(); } }, new Intl.DisplayNames([code], { type: "language" }).of(code))));
}

const again = () => (shown === "reasons" ? askWhy() : ask());
function use(code) { document.documentElement.lang = code; app.words = catalogues[code]; }
function sleep() { visit = null; use(FIRST); page("asleep"); }

function ask() {
  page("faces", visit);
  timer = setTimeout(sleep, Math.max(0, visit.until - Date.now()));
}

function askWhy() {
  page("reasons", visit);
  timer = setTimeout(submit, PONDER);
}

/** The press itself leaves no trace on the screen: what follows is the question why, or the same thanks for all. */
function choose(level) {
  visit.level = level;
  if (level <= picture.low && picture.reasons.length) askWhy();
  else submit();
}

function toggle(code) {
  if (!visit.chosen.delete(code)) visit.chosen.add(code);
  clearTimeout(timer);
  timer = setTimeout(submit, PONDER);
  return visit.chosen.has(code);
}

function submit() {
  deliver();
  page("thanks");
  timer = setTimeout(wake, THANKS);
}

/** Refusals are final (a visit is rated once, by whatever device); everything else is tried again in the background. */
function deliver() {
  const { ticket, level, chosen } = visit;
  visit = null;
  rated.add(ticket);
  send(`/tickets/${encodeURIComponent(ticket)}/rating`, { level, reasons: [...chosen] }, { key: newKey(), patience: PATIENCE }).catch((error) => console.warn("rating", error.status ?? error.message));
}

/** The terminal speaks the languages in which the centre has named its scale. */
async function learn(codes) {
  await Promise.all(codes.filter((code) => !(code in catalogues)).map(async (code) => { catalogues[code] = await words(code, ["common", "feedback"]).catch(() => undefined); }));
}

/** Shows what the picture asks for: the next question, or sleep. */
function wake() {
  const asks = picture.ask;
  const until = asks && new Date(asks.until) - (new Date(picture.now) - picture.heard); // by this machine's clock
  if (!asks || rated.has(asks.ticket) || until <= Date.now()) { sleep(); return; }
  visit = { ...asks, until, level: null, chosen: new Set() };
  use(FIRST);
  ask();
  voice.say(visit.ticket, picture.say);
}

function show(next) {
  picture = { ...next, heard: Date.now() };
  const same = visit && next.ask?.ticket === visit.ticket;
  if (shown === "thanks" || same) return;
  if (shown === "reasons") {
    if (!next.ask) return; // the counter has gone on; the citizen may still finish
    deliver();
  }
  wake();
}

presses(document, voice.hush);
await learn([FIRST]);
app.words = catalogues[FIRST];
watch({ onPicture: async (next) => { await learn(Object.keys(next.scale[0]?.name ?? {})); show(next); }, onStale: (since) => staleBand(app.words)(since) });
