// The terminal's four pages. They only draw; what a press means is decided in feedback.js.
import { el, pick } from "/web/words.js";

const SVG = "http://www.w3.org/2000/svg";
const MOODS = ["upset", "frown", "flat", "smile", "joy"];
// Scales say what they mean by their codes; a scale with codes of its own is spread evenly over the moods.
const KNOWN = { RKHL: "upset", KHL: "frown", BT: "flat", HL: "smile", RHL: "joy" };

function drawing(name, kind) {
  const svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", `drawing ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

function mood(scale, choice) {
  const place = [...scale].sort((a, b) => a.level - b.level).indexOf(choice);
  return KNOWN[choice.code] ?? MOODS[Math.round((place / Math.max(1, scale.length - 1)) * (MOODS.length - 1))];
}

export function asleep(app) {
  const { centre, counter } = app.picture();
  return el("section", { class: "asleep" },
    el("p", { class: "centre" }, pick(centre.name)), el("p", { class: "unit" }, [pick(centre.unit), pick(centre.province)].join(" · ")),
    el("h1", {}, app.words("feedback.thanks_visit")),
    el("p", { class: "at" }, app.words("feedback.counter", { no: counter.no }), el("span", {}, pick(counter.name))));
}

export function faces(app, visit) {
  const { scale } = app.picture();
  const best = [...scale].sort((a, b) => b.level - a.level);
  return el("section", { class: "ask" },
    el("h1", {}, app.words("feedback.ask", { label: visit.label })),
    el("div", { class: "faces", "data-count": scale.length }, ...best.map((choice) => {
      const kind = mood(scale, choice);
      return el("button", { type: "button", class: "face", "data-level": choice.level, onpress: () => app.choose(choice.level) },
        drawing(`face-${kind}`, kind), el("span", {}, pick(choice.name)));
    })));
}

export function reasons(app, visit) {
  const chips = app.picture().reasons.map(({ code, name }) => {
    const chip = el("button", { type: "button", class: "chip", "data-code": code, "aria-pressed": String(visit.chosen.has(code)) }, pick(name));
    chip.addEventListener("press", () => chip.setAttribute("aria-pressed", String(app.toggle(code))));
    return chip;
  });
  return el("section", { class: "why" },
    el("h1", {}, app.words("feedback.why")), el("div", { class: "chips" }, ...chips),
    el("footer", {}, el("p", {}, app.words("feedback.several")), el("button", { type: "button", class: "send", onpress: () => app.submit() }, app.words("feedback.send"))));
}

export function thanks(app) {
  return el("section", { class: "thanks", role: "status" }, drawing("sign-thanks", "smile"), el("h1", {}, app.words("feedback.thanks")), el("p", {}, app.words("feedback.counts")));
}
