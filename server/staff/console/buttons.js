// The buttons: which can be pressed now, which one leads, and what the great one does.
import { isPaused, phaseOf } from "./may.js";
import { find } from "./parts.js";

const key = (act) => document.querySelector(`.keys [data-act=${act}]`);
const named = (button, text) => { button.querySelector("span").textContent = text; };

/** `may(act)` says whether it can be pressed; before the first picture none can. */
export function showButtons(picture, word, may) {
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !may(button.dataset.act);
  const serving = phaseOf(picture) === "serving", paused = isPaused(picture), more = picture?.ticket?.steps?.length > 0;
  find("next").querySelector("kbd").textContent = serving ? "F" : "Space";
  named(find("next"), word(serving && more ? "console.step_next" : serving ? "console.finish_next" : "console.next"));
  named(key("pause"), word(paused ? "console.open" : "console.pause"));
  key("start").classList.toggle("lead", phaseOf(picture) === "called");
  key("finish").classList.toggle("lead", serving);
  key("pause").classList.toggle("lead", paused);
}
