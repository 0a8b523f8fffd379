// Procedures: rows to choose from, and what one of them asks for (papers, time, fee).
import { el, pick } from "/web/words.js";
import { icon, text } from "/room/kiosk/say.js";

/** Letters without marks and case: "Đăng ký" -> "dang ky". */
export const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

/** Procedures in whose name every typed word begins some word, best (earliest) first. */
export function find(procedures, typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return procedures
    .map((procedure) => ({ procedure, name: ` ${plain(Object.values(procedure.name).join(" ")).replace(/[^a-z0-9]+/g, " ")}` }))
    .filter(({ name }) => wanted.every((word) => name.includes(` ${word}`)))
    .sort((a, b) => (wanted.length ? a.name.indexOf(` ${wanted[0]}`) - b.name.indexOf(` ${wanted[0]}`) : 0))
    .map(({ procedure }) => procedure);
}

export function rows(procedures, onChoose, letterOf = () => null) {
  return el("ul", { class: "rows" }, ...procedures.map((procedure) => el("li", {},
    el("button", { type: "button", class: "row", "data-procedure": procedure.code, onpress: () => onChoose(procedure) },
      letterOf(procedure.service) && el("span", { class: "chip", "aria-hidden": "true" }, letterOf(procedure.service)),
      el("span", {}, pick(procedure.name))))));
}

/** What one procedure asks for. */
export function papers(app, procedure) {
  const list = (procedure.papers ?? []).map((paper) => el("li", {}, icon("check"), el("span", {}, text(paper))));
  const fact = (name, said) => said && el("div", { class: "fact" }, el("dt", {}, app.words(name)), el("dd", {}, said));
  return el("article", { class: "papers" },
    list.length > 0 && el("h3", {}, app.words("kiosk.papers")),
    list.length > 0 && el("ul", {}, ...list),
    el("dl", {}, fact("kiosk.time", text(procedure.time?.text)), fact("kiosk.fee", text(procedure.fee?.text))));
}
