// Which letters sound alike: the centre's own, or others that somebody thinks of.

import { post, Trouble } from "/room/layout/ask.js";
import { el } from "/web/words.js";

const PAUSE = 300; // ms without a key before the office is asked

/** letters(known, word): `known` is what was found for the centre's own letters. */
export function letters(known, word) {
  const field = document.getElementById("letters"), pairs = document.getElementById("pairs");
  let timer = 0, turn = 0;

  function draw(found) {
    const lines = found.pairs.map(({ a, b, level }) => el("li", { class: level }, word(`voice.letters_${level}`, { a, b })));
    pairs.replaceChildren(...(lines.length ? lines : [el("li", { class: "good" }, word("voice.letters_good"))]));
    const advice = document.getElementById("letters-advice");
    advice.textContent = found.advice.length ? word("voice.letters_advice", { letters: found.advice.join(" ") }) : "";
    advice.hidden = !found.advice.length;
  }

  async function look() {
    const mine = ++turn;
    const tried = field.value.toUpperCase().split(/[\s,;]+/).filter(Boolean);
    field.removeAttribute("aria-invalid");
    try {
      const found = await (await post("/admin/voice/letters", { letters: tried })).json();
      if (mine === turn) draw(found);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      if (mine !== turn) return;
      field.setAttribute("aria-invalid", "true");
      pairs.replaceChildren(el("li", { class: "mistake" }, trouble.message));
    }
  }

  field.value = known.used.join(" ");
  draw(known);
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); });
}
