// The sound check in three steps: let the loudspeaker speak, listen, say whether it was heard. Only ears can know.
import { Refused, send } from "/web/send.js";
import { el } from "/web/words.js";

const LISTENING = 90000; // ms after which a question that nobody answered is taken back: it was not about this sound

/**
 * @param {(key: string, values?: object) => string} word the screen's words
 * @param {string} area the words' area, which has all keys `check_…`
 * @returns {{node: Element, zone: string}} one line that keeps its step while the screen around it is drawn anew
 */
export function soundCheck(zone, word, area) {
  const node = el("div", { class: "check", "data-step": "ready" });
  const said = el("p", { class: "check-says", role: "status" }), acts = el("div", { class: "check-acts" });
  const path = `/zones/${encodeURIComponent(zone)}/sound-check`;
  let waiting = null, byKeys = false; // byKeys: whoever works by keyboard goes on from step to step without searching
  node.append(said, acts);

  function step(name, text, ...buttons) {
    clearTimeout(waiting);
    node.dataset.step = name;
    said.textContent = text;
    acts.replaceChildren(...buttons); // the focus of a removed button falls back to the page, and with it the screen's keys
    if (byKeys && document.activeElement === document.body) buttons[0]?.focus();
  }

  const button = (key, kind, onclick) => el("button", { type: "button", class: kind, onclick: (event) => {
    byKeys = event.detail === 0;
    onclick();
  } }, word(`${area}.${key}`));
  const play = (again) => button(again ? "check_again" : "check_play", "check-play", ask);

  /** A wish that the office did not answer is asked anew: playing twice does no harm. */
  const failed = (error, ...buttons) => step("ready",
    (error instanceof Refused && error.status < 500 && error.problem.detail) || word(`${area}.check_no_answer`), ...buttons);

  async function ask() {
    step("sending", word(`${area}.check_sending`));
    try {
      await send(path, {}, { patience: 3000 });
      listen();
    } catch (error) { failed(error, play(true)); }
  }

  function listen(text = word(`${area}.check_listen`)) {
    step("listening", text, button("check_heard", "check-yes", () => answer(true)), button("check_not_heard", "check-no", () => answer(false)), play(true));
    waiting = setTimeout(() => step("ready", "", play(false)), LISTENING);
  }

  async function answer(heard) {
    step("sending", word(`${area}.check_sending`));
    try {
      await send(`${path}/answer`, { heard }, { patience: 8000 });
      step(heard ? "heard" : "unheard", word(`${area}.${heard ? "check_thanks" : "check_mend"}`), play(true));
    } catch (error) { listen(word(`${area}.check_no_answer`)); }
  }

  step("ready", "", play(false));
  return { node, zone };
}
