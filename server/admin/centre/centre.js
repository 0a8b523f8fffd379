// The pages work without this: it goes to the field that matters, shows at once what is typed would mean, gives room
// for one more entry, and warns before what is typed is lost.

import { el } from "/web/words.js";

const PAUSE = 350; // ms without a key before it is asked what the form means
const form = document.getElementById("edit");
const lines = document.getElementById("lines");
const wrong = document.getElementById("means-wrong");
let dirty = form.dataset.unsaved !== undefined;
let timer = 0, turn = 0;

/** To the row that was added or moved, to the first mistake, or to what has to be confirmed. */
function go() {
  const at = form.dataset.go;
  if (!at) return;
  const row = document.getElementById(at);
  const node = row?.matches("input, select, textarea, button") ? row : (row ?? document.getElementById(`${at}-field`))?.querySelector("input:not([type=hidden]), select, textarea");
  if (!node) return;
  for (let box = node.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  node.focus();
}

async function mean() {
  if (!lines) return;
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || answer.redirected || mine !== turn) return;
    const said = await answer.json();
    wrong.hidden = said.usable;
    lines.hidden = !said.usable;
    if (said.usable) lines.replaceChildren(...said.lines.map(({ head, text }) => el("div", {}, el("dt", {}, head), el("dd", {}, text))));
  } catch { /* the office will say it when the form is kept */ }
}

/** One more choice or span when the last one is used. */
function room(node) {
  const list = node.closest("[data-ordered]");
  if (list && node.value && node === list.querySelector("li:last-child select")) {
    const more = list.lastElementChild.cloneNode(true), place = list.children.length;
    const select = more.querySelector("select");
    select.id = `${select.name}.${place}`;
    more.querySelector("label").htmlFor = select.id;
    select.value = "";
    for (const name of ["aria-describedby", "aria-invalid"]) select.removeAttribute(name);
    list.append(more);
  }
  const pairs = node.closest("[data-pairs]");
  if (pairs && node.value && pairs.lastElementChild.contains(node)) {
    const more = pairs.lastElementChild.cloneNode(true);
    for (const input of more.querySelectorAll("input")) {
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, (n) => Number(n) + 1));
    }
    pairs.append(more);
  }
}

form.addEventListener("input", (event) => {
  dirty = true;
  room(event.target);
  clearTimeout(timer);
  timer = setTimeout(mean, PAUSE);
});
form.addEventListener("submit", () => { dirty = false; });
document.getElementById("discard").addEventListener("click", () => { dirty = false; });
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
go();
