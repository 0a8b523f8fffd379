// What the form pages cannot do: run a code's minutes down, see that it was used, and keep the table true.
import { watch, staleBand } from "/web/watch.js";
import { words } from "/web/words.js";

const LOOK = 3000; // ms between two looks whether the code was used
const COPIED = 3000; // ms in which the button says that it was done
const HERE = "/admin/printers";
const page = document.querySelector(".admin").dataset;
const issued = document.querySelector(".issued[data-name]");

function countDown() {
  const until = performance.now() + Number(issued.dataset.seconds) * 1000;
  const left = issued.querySelector(".left");
  const timer = setInterval(() => {
    const seconds = Math.ceil((until - performance.now()) / 1000);
    if (seconds > 0) { left.textContent = page.wordLeft.replace("{time}", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`); return; }
    clearInterval(timer);
    issued.classList.add("over");
    left.textContent = page.wordOver;
  }, 1000);
  const look = async () => {
    if (issued.classList.contains("over")) return;
    const answer = await fetch(`${HERE}/${encodeURIComponent(issued.dataset.name)}/pairing`).then((said) => said.json(), () => ({}));
    if (answer.waiting === false && !issued.classList.contains("over")) location.assign(`${HERE}?notice=paired&of=${encodeURIComponent(issued.dataset.name)}`);
    else setTimeout(look, LOOK);
  };
  setTimeout(look, LOOK);
}

/** Where a page may not touch the clipboard (plain http), what is to be copied is marked, and the browser's own old way is tried. */
async function copy(text, line) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed here */ }
  const range = document.createRange();
  range.selectNodeContents(line);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const line = document.getElementById(button.dataset.copy);
    if (!await copy(line.textContent, line)) return; // it is marked: Ctrl+C takes it
    button.textContent = page.wordCopied;
    setTimeout(() => { button.textContent = page.wordCopy; }, COPIED);
  });
}

const inUse = (table) => table.querySelector("details[open]") || table.contains(document.activeElement);

/** The table as the office draws it now; not while somebody is about to do something in it. */
async function redraw() {
  const table = document.querySelector("#printers");
  const fresh = inUse(table) ? null : await fetch(HERE, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : null), () => null);
  const drawn = fresh && new DOMParser().parseFromString(fresh, "text/html").querySelector("#printers");
  if (drawn && !inUse(table)) table.replaceWith(document.adoptNode(drawn));
}

const facts = ({ printers }) => JSON.stringify(printers.map(({ name, agent, state, paper, level, tested }) => [name, agent, state, paper, level, tested]));
let shown = null;

if (issued) countDown();
const word = await words(document.documentElement.lang, ["common"]);
watch({
  kind: "supervisor", name: "all", onStale: staleBand(word),
  onPicture(picture) {
    const now = facts(picture);
    if (shown !== null && shown !== now) redraw();
    shown = now;
  },
});
