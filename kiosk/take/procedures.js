// Procedures as rows to choose from.
import { el, pick } from "/web/words.js";
import { tongue, unbroken } from "/room/kiosk/say.js";
import { chip } from "/room/kiosk/marks.js";

/**
 * `whose` also says the field of each row: the list goes over all of them. A special day stands beside a row only where it
 * sets that row apart: what holds for the whole list is said above it, once.
 */
export function rows(app, procedures, onChoose, { whose = false } = {}) {
  const services = new Map(app.picture.services.map((service) => [service.code, service]));
  const apart = ({ services: some = [], procedures: named = [] }) => named.length > 0 || (whose && some.length > 0);
  const days = new Map((app.picture.badges ?? []).filter(apart).map(({ code, name }) => [code, name]));
  return el("ul", { class: "rows" }, ...procedures.map((procedure) => {
    const service = whose && services.get(procedure.service);
    const badges = (procedure.badges ?? []).filter((code) => days.has(code)).map((code) => chip({ kind: "day", said: pick(days.get(code)) }));
    return el("li", {}, el("button", { type: "button", class: "row", "data-procedure": procedure.code, onpress: () => onChoose(procedure) },
      service && el("span", { class: "chip", "aria-hidden": "true" }, service.letter),
      el("span", { class: "row-says" }, el("span", { class: "row-name", lang: tongue(procedure.name) }, unbroken(pick(procedure.name))),
        service && el("span", { class: "row-of", lang: tongue(service.name) }, unbroken(pick(service.name))), badges.length > 0 && el("span", { class: "marks" }, ...badges))));
  }));
}
