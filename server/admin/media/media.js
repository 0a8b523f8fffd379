// The board's pictures and films: taken in, put in order, switched on and off, deleted. Every change is kept at once.
import { headers } from "/web/send.js";
import { el, words } from "/web/words.js";

const PAGE = "/admin/media";
const find = (id) => document.getElementById(id);
const facts = JSON.parse(document.querySelector("main").dataset.media);
const word = await words(document.documentElement.lang, ["media"]);
let items = facts.items;
let asking = null; // the file whose deletion waits for a second press
let dragged = null;

function say(text, bad = false) {
  find("said").textContent = bad ? "" : text;
  find("troubles").replaceChildren(...(bad && text ? [el("li", {}, text)] : []));
}

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`);

async function change(path, body, done) {
  try {
    const answer = await fetch(`${PAGE}${path}`, {
      method: "POST", signal: AbortSignal.timeout(25000), body: JSON.stringify(body), headers: headers({ "Content-Type": "application/json" }),
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || answer.redirected) throw new Error(told.message ?? word("media.lost"));
    items = told.items;
    say(done);
  } catch (error) {
    say(error instanceof TypeError || error.name === "TimeoutError" ? word("media.lost") : error.message, true);
  }
  show();
}

/** Sends one file; gives the sentence that says why it was not taken, or nothing. */
const send = (file) => new Promise((done) => {
  const request = new XMLHttpRequest(), lost = () => done(`${file.name}: ${word("media.lost")}`);
  request.open("POST", `${PAGE}?name=${encodeURIComponent(file.name)}`);
  for (const [name, value] of Object.entries(headers({ "Content-Type": "application/octet-stream" }))) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    find("sent").value = percent;
    find("said").textContent = word("media.sending", { name: file.name, percent });
  });
  request.addEventListener("error", lost);
  request.addEventListener("load", () => {
    let told = {};
    try { told = JSON.parse(request.responseText); } catch { /* no JSON: the answer of somebody else */ }
    if (request.status === 200 && told.items) { items = told.items; done(null); } else if (told.message) done(`${file.name}: ${told.message}`);
    else lost();
  });
  request.send(file);
});

/** Too large is said before hundreds of megabytes have been sent. */
function tooLarge(file) {
  const most = file.type.startsWith("image/") ? facts.largest.image : facts.largest.video;
  return file.size > most && `${file.name}: ${word("media.unfit_large", { image_mb: facts.largest.image / 1e6, video_mb: facts.largest.video / 1e6 })}`;
}

async function take(files) {
  const troubles = [], added = [];
  find("troubles").replaceChildren();
  find("sent").hidden = false;
  for (const file of files) {
    const wrong = tooLarge(file) || (await send(file));
    if (wrong) troubles.push(wrong); else added.push(file.name);
    show();
  }
  find("sent").hidden = true;
  find("said").textContent = added.length ? word("media.added", { name: added.join(", ") }) : "";
  find("troubles").replaceChildren(...troubles.map((text) => el("li", {}, text)));
}

function preview(item) {
  const film = item.kind === "video";
  const shown = el(film ? "video" : "img", { src: item.url, class: "shown", ...(film ? { muted: true, preload: "metadata", playsinline: true } : { alt: "", loading: "lazy" }) });
  if (film) shown.muted = true;
  shown.addEventListener("error", () => { shown.closest("li")?.querySelector(".unplayable")?.removeAttribute("hidden"); });
  return shown;
}

function move(place, by) {
  const files = items.map(({ file }) => file), [file] = files.splice(place, 1);
  files.splice(place + by, 0, file);
  order(files, file, by < 0 ? "up" : "down");
}

async function order(files, file, act) {
  await change("/order", { files }, word("media.saved"));
  const row = [...find("items").children].find((one) => one.dataset.file === file), button = row?.querySelector(`.${act}`);
  (button && !button.disabled ? button : row?.querySelector(".up:enabled, .down:enabled"))?.focus();
}

const ARROWS = { up: "M12 19V5M6 11l6-6 6 6", down: "M12 5v14M6 13l6 6 6-6" };

function arrow(act, item, place, off) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ARROWS[act]);
  icon.append(path);
  return el("button", { type: "button", class: `small ${act}`, disabled: off, "aria-label": word(`media.${act}_of`, { name: item.name }), title: word(`media.${act}`),
    onclick: () => move(place, act === "up" ? -1 : 1) }, icon);
}

function time(item) {
  if (item.kind === "video") return el("p", { class: "hint time" }, word("media.to_end"));
  const field = el("input", { type: "number", min: facts.least, max: facts.most, inputmode: "numeric", value: item.seconds, placeholder: facts.seconds, title: word("media.seconds_usual", { seconds: facts.seconds }) });
  field.addEventListener("change", () => change(`/${item.file}`, { seconds: field.value === "" ? null : Number(field.value) }, word("media.saved")));
  return el("label", { class: "time" }, el("span", {}, word("media.seconds")), field);
}

function deletion(item) {
  if (asking !== item.file) return el("button", { type: "button", class: "plain", "aria-label": word("media.delete_of", { name: item.name }), onclick: () => { asking = item.file; show(); find("items").querySelector(".sure .plain").focus(); } }, word("media.delete"));
  const keep = () => { asking = null; show(); };
  const go = () => { asking = null; change(`/${item.file}/delete`, {}, word("media.removed", { name: item.name })); };
  return el("div", { class: "sure", role: "group", "aria-label": word("media.delete_sure") }, el("p", {}, word("media.delete_sure")),
    el("button", { type: "button", class: "plain", onclick: keep }, word("media.keep")), el("button", { type: "button", class: "go", onclick: go }, word("media.delete_go")));
}

function row(item, place) {
  const on = el("input", { type: "checkbox", checked: item.on, onchange: ({ target }) => change(`/${item.file}`, { on: target.checked }, word("media.saved")) });
  const node = el("li", { class: item.on ? "item" : "item off", draggable: "true" },
    el("span", { class: "place number", "aria-hidden": "true" }, String(place + 1)), el("div", { class: "frame" }, preview(item)),
    el("div", { class: "what" }, el("p", { class: "name" }, item.name), el("p", { class: "hint" }, `${word(`media.${item.kind}`)} · ${size(item.size)}`),
      el("p", { class: "unplayable", hidden: true }, word("media.unplayable"))),
    time(item), el("label", { class: "switch" }, on, el("span", {}, word(item.on ? "media.on" : "media.off"))),
    el("div", { class: "order" }, arrow("up", item, place, place === 0), arrow("down", item, place, place === items.length - 1)), el("div", { class: "delete" }, deletion(item)));
  node.dataset.file = item.file;
  node.addEventListener("dragstart", (event) => { dragged = item.file; event.dataTransfer.effectAllowed = "move"; node.classList.add("dragged"); });
  node.addEventListener("dragend", () => { dragged = null; node.classList.remove("dragged"); });
  node.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
  node.addEventListener("drop", (event) => { if (dragged && dragged !== item.file) { event.preventDefault(); drop(place); } });
  return node;
}

function drop(place) {
  const files = items.map(({ file }) => file).filter((file) => file !== dragged);
  files.splice(place, 0, dragged);
  order(files, dragged, "up");
}

function show() {
  find("items").replaceChildren(...items.map(row));
  find("none").hidden = items.length > 0;
  find("count").textContent = items.length;
}

find("pick").addEventListener("change", ({ target }) => { take([...target.files]); target.value = ""; });
const files = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => { if (files(event)) { event.preventDefault(); find("drop").hidden = false; } });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) find("drop").hidden = true; });
addEventListener("drop", (event) => { if (files(event)) { event.preventDefault(); find("drop").hidden = true; take([...event.dataTransfer.files]); } });
show();
