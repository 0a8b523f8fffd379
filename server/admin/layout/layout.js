// Gathers texts and switches, shows what they look like on paper, and keeps them when asked to.

import { post, speak, Trouble } from "/room/layout/ask.js";
import { preview } from "/room/layout/preview.js";
import { el, words } from "/web/words.js";

const form = document.getElementById("edit");
const said = document.getElementById("said");
const save = document.getElementById("save");
const undo = document.getElementById("undo");
const lang = document.documentElement.lang;
const LARGEST = 200000; // bytes of a logo; the office refuses more as well
const LISTS = new Set(["agency", "rules"]);
const chosen = (name) => document.querySelector(`input[name=${name}]:checked`).value;

function gathered() {
  const texts = {};
  for (const input of form.querySelectorAll("[data-text]")) {
    const [code, name] = input.dataset.text.split(".");
    const of = (texts[code] ??= {});
    if (LISTS.has(name)) (of[name] ??= []).push(input.value);
    else of[name] = input.value;
  }
  const values = {};
  for (const node of form.querySelectorAll("[data-value]")) {
    const name = node.dataset.value;
    values[name] = node.type === "checkbox" ? node.checked : name === "papers" ? Number(node.value) : node.value || null;
  }
  return { words: texts, ...values };
}

function fill(layout) {
  const seen = {};
  for (const input of form.querySelectorAll("[data-text]")) {
    const [code, name] = input.dataset.text.split(".");
    const value = layout.words[code][name];
    const place = (seen[input.dataset.text] = (seen[input.dataset.text] ?? -1) + 1);
    input.value = LISTS.has(name) ? (value[place] ?? "") : value;
  }
  for (const node of form.querySelectorAll("[data-value]")) {
    const value = layout[node.dataset.value];
    if (node.type === "checkbox") node.checked = value;
    else node.value = value ?? "";
  }
}

function mark(fields) {
  for (const node of form.querySelectorAll(".mistake")) node.remove();
  for (const node of form.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
  for (const { field, message } of fields) {
    const inputs = [...form.querySelectorAll("[data-text]")].filter((input) => input.dataset.text === field);
    const input = inputs.find((one) => one.value) ?? inputs[0];
    if (!input) continue;
    input.setAttribute("aria-invalid", "true");
    input.closest(".field").append(el("p", { class: "mistake" }, message));
  }
}

function tell(node, text, good) {
  node.hidden = false;
  node.textContent = text;
  node.classList.toggle("good", good);
  node.classList.toggle("bad", !good);
}

const word = await words(lang, ["layout"]);
speak(word);
let kept = gathered();
const picture = preview(
  () => ({ layout: gathered(), paper: chosen("paper"), sample: chosen("sample"), lang: chosen("lang") }), word, mark,
);

function changed() {
  const same = JSON.stringify(gathered()) === JSON.stringify(kept);
  save.disabled = undo.disabled = same;
  if (!same) { said.textContent = word("layout.unsaved"); said.classList.remove("good", "bad"); }
  else if (!said.classList.contains("good")) said.textContent = "";
}

/** Something the office does; what it says afterwards goes to `node`. */
async function act(node, text, doing) {
  try {
    await doing();
    tell(node, text, true);
    picture.now();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    mark(trouble.fields);
    showPart(trouble.fields[0]?.field.split(".")[0]);
    form.querySelector("[aria-invalid]")?.focus();
    const stays = node.id === "logo-said" && !document.getElementById("logo").hidden;
    tell(node, stays ? `${trouble.message} ${word("layout.logo_stays")}` : trouble.message, false);
  }
}

async function keep(path, body) {
  const { layout } = await (await post(path, body)).json();
  fill(layout);
  kept = gathered();
  mark([]);
  changed();
}

function showPart(code) {
  const choice = document.querySelector(`[data-lang-choice][value="${code}"]`);
  if (!choice) return;
  choice.checked = true;
  for (const part of document.querySelectorAll("[data-lang-part]")) part.hidden = part.dataset.langPart !== code;
}

function showLogo(sha) {
  const logo = document.getElementById("logo");
  if (sha) logo.src = `/admin/ticket/logo.png?${sha.slice(0, 8)}`;
  logo.hidden = !sha;
  document.getElementById("no-logo").hidden = Boolean(sha);
  document.getElementById("remove").hidden = !sha;
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-text], [data-value]")) { changed(); picture.soon(); }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  act(said, word("layout.saved"), () => keep("/admin/ticket", { layout: gathered() }));
});
undo.addEventListener("click", () => { fill(kept); mark([]); said.classList.remove("good"); changed(); picture.now(); });
document.getElementById("reset").addEventListener("click", (event) => {
  event.target.closest("details").open = false;
  act(said, word("layout.reset_done"), () => keep("/admin/ticket/reset"));
});
for (const node of document.querySelectorAll("[data-lang-choice]")) {
  node.addEventListener("change", () => { showPart(node.value); picture.now(); });
}
for (const node of document.querySelectorAll("[data-preview]")) node.addEventListener("change", () => picture.now());
document.getElementById("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  await act(document.getElementById("logo-said"), word("layout.logo_kept"), async () => {
    if (file.size > LARGEST) throw new Trouble(word("layout.wrong_logo_too_large", { kb: LARGEST / 1000 }));
    const { logo } = await (await post("/admin/ticket/logo", file, "image/png")).json();
    showLogo(logo);
  });
});
document.getElementById("remove").addEventListener("click", () =>
  act(document.getElementById("logo-said"), word("layout.logo_removed"), async () => {
    showLogo((await (await post("/admin/ticket/logo/remove")).json()).logo);
  }));
addEventListener("beforeunload", (event) => { if (!save.disabled) event.preventDefault(); });
picture.now();
