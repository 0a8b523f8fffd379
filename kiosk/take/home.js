// The first page: greeting, and one tile for every service in the order the centre gives.
import { el, pick } from "/web/words.js";
import { again, closed, gives, icon, minutes, queue, reason, text, tongue, unbroken } from "/room/kiosk/say.js";
import { chip, common, marks, promise } from "/room/kiosk/marks.js";
import { scroller } from "/room/kiosk/scroll.js";

const MANY = 8; // tiles from which on they draw together when something has to be said above them
const MOST_MARKS = 2; // of one tile: more would be noise

export function home(app) {
  const notice = el("div", { class: "notice", role: "status", hidden: true });
  const choose = el("p", { class: "choose" });
  const days = el("p", { class: "days" });
  const order = el("p", { class: "promise" });
  const tiles = el("ul", { class: "tiles" });
  const known = new Map(); // code -> {seen, node}: a tile that has not changed is left alone

  function refresh() {
    const { services } = app.picture;
    showNotice(app, notice);
    const shut = allShut(services), { shared, head } = common(app, services.filter(gives));
    choose.textContent = app.words(shut ? "kiosk.closed_choose" : "kiosk.choose");
    days.replaceChildren(...head.map((mark) => chip(mark)));
    order.textContent = promise(app);
    order.hidden = !order.textContent;
    for (const gone of known.keys()) if (!services.some((service) => service.code === gone)) known.delete(gone);
    const nodes = services.map((service) => {
      const said = marks(app, service).filter((mark) => !shared.has(mark.said)).slice(0, MOST_MARKS);
      const once = Boolean(shut) && why(service) === why(shut);
      const seen = JSON.stringify([service, said, once]), old = known.get(service.code);
      if (old?.seen === seen) return old.node;
      const tile = el("li", {}, gives(service) ? openTile(app, service, said) : closedTile(app, service, once));
      known.set(service.code, { seen, node: tile });
      return tile;
    });
    node.classList.toggle("dense", services.length > MANY && (head.length > 0 || !notice.hidden));
    if (nodes.length !== tiles.children.length || nodes.some((one, place) => tiles.children[place] !== one)) tiles.replaceChildren(...nodes);
  }

  const greeting = el("div", { class: "greeting" }, el("h1", {}, app.words("kiosk.greeting")), choose, days);
  const node = el("section", { class: "home" }, greeting, notice, scroller(app.words, tiles, order));
  refresh();
  return { node, refresh };
}

function openTile(app, service, said) {
  const wait = minutes(app.words, service);
  return el("button", { type: "button", class: "tile", "data-code": service.code, onpress: () => app.go("service", { code: service.code }) },
    el("span", { class: "stub", "aria-hidden": "true" }, service.letter),
    el("span", { class: "says" },
      nameOf(service),
      el("span", { class: "tile-wait" }, queue(app.words, service)),
      wait && el("span", { class: "tile-wait" }, wait),
      said.length > 0 && el("span", { class: "marks" }, ...said.map((mark, place) => chip(mark, place > 0 && mark.kind === "day")))));
}

const nameOf = ({ name }) => el("span", { class: "tile-name", lang: tongue(name) }, unbroken(pick(name)));

/** What gives no numbers now can still be looked into: why, until when, and which papers it takes. */
function closedTile(app, service, once) {
  const when = again(app.words, service, app.picture.now);
  return el("button", { type: "button", class: "tile closed", "data-code": service.code, onpress: () => app.go("service", { code: service.code }) },
    el("span", { class: "stub", "aria-hidden": "true" }, service.letter),
    el("span", { class: "says" },
      nameOf(service),
      !once && el("span", { class: "tile-wait" }, closed(app.words, service)),
      !once && when && el("span", { class: "tile-wait" }, when)));
}

/** A printer that does not print is said before the touch, not after it. */
function showNotice(app, notice) {
  const { printer } = app.picture;
  const shut = allShut(app.picture.services);
  if (shut) return say(notice, `${closed(app.words, shut)}.`, again(app.words, shut, app.picture.now));
  if (!app.printerDown()) { notice.hidden = true; return undefined; }
  const why = text(printer.why);
  return say(notice, `${why || app.words("kiosk.printer_down") + reason(app.words, printer.state)}.`, app.words("kiosk.printer_down_what"));
}

function say(notice, first, then) {
  notice.hidden = false;
  notice.replaceChildren(icon("alert"), el("p", {}, el("strong", {}, first), " ", then));
}

const why = (service) => JSON.stringify([service.why, service.opens_at, service.left === 0 && service.next_room_at]);

/** When nothing gives numbers, that is said once: the service that stands for most of them, null while any is open. */
function allShut(services) {
  if (!services.length || services.some(gives)) return null;
  const alike = (one) => services.filter((other) => why(other) === why(one)).length;
  return services.reduce((most, one) => (alike(one) > alike(most) ? one : most));
}
