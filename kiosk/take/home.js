// The first page: greeting, and one tile for every service in the order the centre gives.
import { el, pick } from "/web/words.js";
import { closed, icon, minutes, opens, queue, reason, text } from "/room/kiosk/say.js";
import { scroller } from "/room/kiosk/scroll.js";

export function home(app) {
  const notice = el("div", { class: "notice", role: "status", hidden: true });
  const choose = el("p", { class: "choose" }, app.words("kiosk.choose"));
  const tiles = el("ul", { class: "tiles" });
  const known = new Map(); // code -> {seen, node}: a tile that has not changed is left alone

  function refresh() {
    showNotice(app, notice);
    const shut = allShut(app.picture.services);
    choose.hidden = Boolean(shut);
    for (const gone of known.keys()) if (!app.picture.services.some((service) => service.code === gone)) known.delete(gone);
    const nodes = app.picture.services.map((service) => {
      const seen = JSON.stringify([service, Boolean(shut)]), old = known.get(service.code);
      if (old?.seen === seen) return old.node;
      const node = el("li", {}, service.open ? openTile(app, service) : closedTile(app, service));
      known.set(service.code, { seen, node });
      return node;
    });
    if (nodes.length !== tiles.children.length || nodes.some((node, place) => tiles.children[place] !== node)) tiles.replaceChildren(...nodes);
  }

  refresh();
  const greeting = el("div", { class: "greeting" },
    el("h1", {}, app.words("kiosk.greeting")), choose);
  return { node: el("section", { class: "home" }, greeting, notice, scroller(app.words, tiles)), refresh };
}

function openTile(app, service) {
  const wait = minutes(app.words, service.wait);
  return el("button", { type: "button", class: "tile", "data-code": service.code, onpress: () => app.go("service", { code: service.code }) },
    el("span", { class: "stub", "aria-hidden": "true" }, service.letter),
    el("span", { class: "says" },
      el("span", { class: "tile-name" }, pick(service.name)),
      el("span", { class: "tile-wait" }, queue(app.words, service.waiting)),
      service.waiting > 0 && wait && el("span", { class: "tile-wait" }, wait)));
}

function closedTile(app, service) {
  const once = allShut(app.picture.services);
  const when = opens(app.words, service.opens_at, app.picture.now);
  return el("div", { class: "tile closed", "data-code": service.code },
    el("span", { class: "stub", "aria-hidden": "true" }, service.letter),
    el("span", { class: "says" },
      el("span", { class: "tile-name" }, pick(service.name)),
      !once && el("span", { class: "tile-wait" }, closed(app.words, service)),
      !once && when && el("span", { class: "tile-wait" }, when)));
}

/** A printer that does not print is said before the touch, not after it. */
function showNotice(app, notice) {
  const { printer } = app.picture;
  const shut = allShut(app.picture.services);
  if (shut) return say(notice, `${closed(app.words, shut)}.`, opens(app.words, shut.opens_at, app.picture.now));
  if (!app.printerDown()) { notice.hidden = true; return; }
  const why = text(printer.why);
  say(notice, `${why || app.words("kiosk.printer_down") + reason(app.words, printer.state)}.`, app.words("kiosk.printer_down_what"));
}

function say(notice, first, then) {
  notice.hidden = false;
  notice.replaceChildren(icon("alert"), el("p", {}, el("strong", {}, first), " ", then));
}

/** When everything is closed for one reason, that is said once: the service that stands for all, else null. */
function allShut(services) {
  const reason = ({ open, why, opens_at: at }) => open || JSON.stringify([why, at]);
  const [first] = services;
  return first && !first.open && services.every((service) => reason(service) === reason(first)) ? first : null;
}
