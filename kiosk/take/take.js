// The conductor: knows the picture, the language and the page; the pages only draw.
import { watch, staleBand } from "/web/watch.js";
import { newKey, Refused, send } from "/web/send.js";
import { el, words } from "/web/words.js";
import { calm, presses, settle } from "/room/kiosk/touch.js";
import { Countdown, Idle } from "/room/kiosk/idle.js";
import { showBar, showClock, showHead, switched, switchOff } from "/room/kiosk/frame.js";
import { button, unbroken } from "/room/kiosk/say.js";
import { adjust, Support } from "/room/kiosk/support.js";
import { home } from "/room/kiosk/home.js";
import { service } from "/room/kiosk/service.js";
import { procedure } from "/room/kiosk/procedure.js";
import { card } from "/room/kiosk/card.js";
import { lookup } from "/room/kiosk/lookup.js";
import { refused } from "/room/kiosk/refused.js";
import { result } from "/room/kiosk/result.js";
import { listen, meet, scanPages } from "/room/scan/scan.js";

const FIRST = "vi";
const IDLE = 30, WARN = 10; // seconds without a touch after which a visit ends, and the last of them, which warn
const SLOW = 3000; // ms after which the citizen is told that the office is slow
const HEARD = 8; // seconds that a word about a scan stands
const FORGET = 120000; // ms in which a touch that nobody answered is asked again under its own key
const PRINTS = new Set(["ready", "printing"]); // states of a printer that gives paper
const pages = { home, service, procedure, card, lookup, result, refused, ...scanPages, adjust };
const place = document.querySelector(".page");
const idleBar = document.querySelector(".idle"), heardBar = document.querySelector(".heard");
const catalogues = {};
let current = null, trail = [], unanswered = null;

const app = {
  picture: null, page: "home", busy: false, words: (key) => key,
  printerDown: () => Boolean(app.picture.printer) && !PRINTS.has(app.picture.printer.state),
  stirred: () => idle.watch(watched()),
  // What nobody answered is the last visitor's: the next one must never be given it.
  home() { unanswered = null; support.off(); switchOff(); trail = []; use(FIRST); open("home", {}); },
  choose() { trail = []; open("home", {}); }, // the same citizen once more
  go(page, params) { trail.push({ page: app.page, params: app.params }); open(page, params); },
  back() {
    if (current?.back?.()) return; // a question within the page
    const last = trail.pop(); if (last && last.page !== "result") open(last.page, last.params);
    else app.home();
  },
  speak(code) { use(code); open(app.page, app.params); },
  help() { support.switch(); app.bar(); app.stirred(); },
  bar: () => showBar(app),
  say,
  take,
};
const support = app.support = new Support(app, app.bar);

// A number or a refusal on the screen has its own clock; everything else that a citizen has begun is ended by idleness.
const watched = () => !app.busy && ["home", "service", "procedure", "card", "lookup", ...Object.keys(scanPages), "adjust"].includes(app.page);
const begun = () => app.page !== "home" || switched() || document.documentElement.lang !== FIRST || place.querySelector(".port")?.scrollTop > 0;

const idle = new Idle({
  limit: () => support.longer(IDLE), warn: () => Math.min(support.longer(WARN), 2 * WARN), held: () => support.reading,
  onWarn(seconds) {
    if (!begun()) return;
    if (!idleBar.hidden) { idleBar.querySelector("p").textContent = app.words("kiosk.idle", { seconds }); return; }
    idleBar.replaceChildren(el("p", {}, app.words("kiosk.idle", { seconds })), button(app.words("kiosk.need_time"), { class: "solid" }));
    idleBar.hidden = false;
    support.tell([app.words("kiosk.idle", { seconds })]);
  },
  onCalm: () => { if (!idleBar.hidden) calm(() => { idleBar.hidden = true; }); },
  onEnd: () => { unanswered = null; if (begun()) app.home(); },
});

const heard = new Countdown();

/** One sentence over the bar, for a while or until the next touch; the page stays as it is. */
function say(text) {
  heardBar.replaceChildren(el("p", {}, text));
  heardBar.hidden = false;
  support.tell([text]);
  heard.start(support.longer(HEARD), () => {}, hushed);
}

function hushed() {
  heard.stop();
  heardBar.hidden = true;
}

function use(code) {
  document.documentElement.lang = code;
  app.words = catalogues[code] ?? catalogues[FIRST];
}

function open(page, params) {
  current?.leave?.();
  hushed();
  Object.assign(app, { page, params });
  current = pages[page](app, params);
  place.replaceChildren(current.node);
  document.body.dataset.page = page;
  showHead(app);
  showBar(app);
  settle(place);
  support.opened();
  app.stirred();
}

/**
 * One touch is one key. A touch that was never answered is asked again under the same key when somebody wants the same.
 * `shown`: the number of a card, null for "without a card", undefined as long as nobody was asked.
 */
async function take(wished, onSlow, shown) {
  if (app.busy) return;
  if (app.picture.card && shown === undefined) { app.go("card", { wish: wished }); return; }
  const { code, procedure: about, priority, dossiers } = wished;
  app.busy = true;
  app.stirred();
  const body = {
    service: code, ...(about && { procedure: about }), ...(priority && { priority }), ...(dossiers > 1 && { dossiers }), language: document.documentElement.lang,
  };
  const wish = JSON.stringify(body);
  const key = unanswered?.wish === wish && Date.now() - unanswered.at < FORGET ? unanswered.key : newKey();
  unanswered = { wish, key, at: Date.now() };
  const slow = setTimeout(onSlow, SLOW);
  const [page, params] = await send("/tickets", { ...body, ...(shown && { card: shown }) }, { key }).then((ticket) => ["result", { ticket }], (error) => ["refused", { error, wish: wished }]);
  clearTimeout(slow);
  if (!params.error || (params.error instanceof Refused && params.error.status < 500)) unanswered = null;
  app.busy = false;
  trail = [];
  open(page, params);
}

async function learn(codes) {
  await Promise.all(codes.filter((code) => !catalogues[code]).map(async (code) => {
    const said = await words(code, ["common", "kiosk", "scan"]);
    catalogues[code] = (key, values) => unbroken(said(key, values));
  }));
}

async function show(picture) {
  const first = !app.picture;
  app.picture = picture;
  if (!first) return calm(() => { showHead(app); current?.refresh?.(); support.mark(); });
  await learn([FIRST, ...(picture.languages ?? [])]);
  const asked = document.documentElement.lang;
  use(catalogues[asked] ? asked : FIRST);
  return open("home", {});
}

presses(document, () => { support.hush(); hushed(); app.stirred(); });
await learn([FIRST]);
app.words = catalogues[FIRST];
watch({
  onPicture: show,
  onStale(since) { document.body.toggleAttribute("data-stale", Boolean(since)); staleBand(app.words)(since); },
});
listen((what) => { if (app.picture) meet(app, what); });
setInterval(() => { if (app.picture) showClock(); }, 1000);
