// Choosing a counter to sit down at.
import { get } from "/web/send.js";
import { words, pick, el } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "console"]);

const card = ({ no, name, state }) => el("li", {}, el("a", { href: `/console/${no}` },
  el("span", { class: "number no" }, String(no)),
  el("span", {}, el("span", { class: "name" }, pick(name)), el("br"), el("span", { class: "state" }, word(`console.state_${state}`)))));

try {
  const { counters } = await get("/counters");
  find("counters").replaceChildren(...counters.map(card));
} catch (error) {
  find("trouble").textContent = error.problem?.detail ?? word("console.unreachable");
  find("trouble").hidden = false;
}
