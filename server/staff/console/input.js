// Keyboard and mouse: which act is meant. Whether it can be done, and what it does, is the console's.
import { KEYS, TABS } from "./keys.js";

const NATIVE = new Set(["Space", "Enter", "NumpadEnter"]); // on a button they press it

/** The same key twice in a haste must not do the next thing: Space calls and never finishes, F finishes and never calls. */
const slips = (event, phase) => (event.code === "Space" && phase === "serving") || (event.code === "KeyF" && !phase);

/**
 * @param {{panel: object, help: object, phase: () => string|null, act: Function, slip: Function, back: Function, turnTo: Function}} desk
 *   `act(name)`; `slip()`: such a key was pressed; `back()` is Esc; `turnTo(tab, focus)`: with `focus` the keyboard goes into the list
 */
export function listen({ panel, help, phase, act, slip, back, turnTo }) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "?" && !panel.name && !typing) { event.preventDefault(); help.toggle(); return; }
    if (help.open) return; // Esc is the sheet's own
    if (event.code === "Escape") { back(); return; }
    const name = KEYS[event.code], tab = TABS[event.code];
    const taking = name === "undo" && panel.name === "more"; // the panel that follows a step leaves its way back open
    if (!(name || tab) || (panel.name && !taking) || typing || (NATIVE.has(event.code) && event.target.closest("button, a"))) return;
    event.preventDefault();
    if (event.repeat) return;
    if (slips(event, phase())) { slip(); return; }
    if (name) act(name); else turnTo(tab, true);
  });

  document.addEventListener("click", ({ target, detail }) => {
    const row = panel.picks && !target.closest(".return") && target.closest("[data-ticket]");
    if (row) { panel.take(row.querySelector(".id").textContent); return; }
    const button = target.closest("[data-act], [data-tab]");
    if (!button) return;
    if (detail) button.blur(); // after a mouse click the keyboard belongs to the console again, not to that button
    if (button.dataset.act) act(button.dataset.act); else turnTo(button.dataset.tab, false);
  });
}
