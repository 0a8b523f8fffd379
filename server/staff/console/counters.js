// Choosing a counter to sit down at.
import { get } from "/web/send.js";
import { words, pick, el } from "/web/words.js";

const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "console"]);

/** Who sits there now: nobody takes a colleague's counter by a slip. */
const sits = (staff) => (staff === document.body.dataset.me ? word("console.sits_me") : word("console.sits", { login: staff }));

const card = ({ no, name, state, staff }) => el("li", {}, el("a", { href: `/console/${no}`, class: staff === document.body.dataset.me ? "mine" : undefined },
  el("span", { class: "number no" }, String(no)),
  el("span", {}, el("span", { class: "name" }, pick(name)), el("span", { class: "state" }, word(`console.state_${state}`)),
    el("span", { class: staff ? "sits" : "sits free" }, staff ? sits(staff) : word("console.sits_nobody")))));

try {
  const { counters } = await get("/counters");
  find("counters").replaceChildren(...counters.map(card));
} catch (error) {
  find("trouble").textContent = error.problem?.detail ?? word("console.unreachable");
  find("trouble").hidden = false;
}
