// Whether somebody belongs to a priority group. Nobody asks for a proof.
import { el, pick } from "/web/words.js";
import { icon, inside } from "/room/kiosk/say.js";

/**
 * The question and its answers.
 * @param {{folded?: boolean, heading?: object}} more `folded`: one row says what is chosen and unfolds the answers, where
 * papers need the room; `heading`: attributes of the question, for a page that marks what is read aloud
 */
export function priorities(app, params, { folded = false, heading = {} } = {}) {
  const groups = app.picture.priority_groups ?? [];
  if (!groups.length) return "";
  const choices = [{ code: null, said: app.words("kiosk.priority_no") },
    ...groups.map(({ code, name }) => ({ code, said: app.words("kiosk.priority_is", { group: inside(pick(name)) }) }))];
  const row = folded ? fold(app, choices, params) : null;
  const radios = choices.map(({ code, said }) => {
    const radio = el("button", { type: "button", role: "radio", class: "radio", "aria-checked": String((params.priority ?? null) === code) },
      el("span", { class: "dot", "aria-hidden": "true" }), el("span", {}, said));
    radio.addEventListener("press", () => {
      params.priority = code ?? undefined;
      for (const other of radios) other.setAttribute("aria-checked", String(other === radio));
      if (row) row.close();
    });
    return radio;
  });
  const answers = el("div", { class: "radios", role: "radiogroup", "aria-labelledby": "priority-ask", hidden: folded }, ...radios);
  row?.opens(answers);
  return el("div", { class: folded ? "priority folded" : "priority" },
    row ? row.node : el("h2", { id: "priority-ask", ...heading }, app.words("kiosk.priority_ask")), answers);
}

/** The row that stands for the folded answers: {node, opens(answers), close()}. */
function fold(app, choices, params) {
  const chosen = el("span", { class: "chosen" });
  const node = el("button", { type: "button", class: "fold" },
    el("span", { id: "priority-ask", class: "fold-ask" }, app.words("kiosk.priority_ask")), chosen, icon("down"));
  let answers = null;
  const open = (wide) => {
    answers.hidden = !wide;
    node.setAttribute("aria-expanded", String(wide));
    const { code, said } = choices.find((choice) => choice.code === (params.priority ?? null)) ?? choices[0];
    chosen.textContent = said;
    node.classList.toggle("has", code !== null);
  };
  node.addEventListener("press", () => {
    open(answers.hidden);
    if (!answers.hidden) app.support.tell(choices.map(({ said }) => said));
  });
  return { node, opens(all) { answers = all; open(false); }, close: () => open(false) };
}
