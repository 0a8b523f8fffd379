// A table is checked first and taken only after its report was read: the file stays in the page between the two.
import { headers } from "/web/send.js";
import { el, words as load } from "/web/words.js";

const words = await load(document.documentElement.lang, ["catalogue"]);
const [form, file, check, take, report] = ["import", "file", "check", "take", "report"].map((id) => document.getElementById(id));
const SLOW = 60000; // ms; a large table takes some seconds
let asked = 0; // the newest question: an answer to an older one is not shown

const rows = () => form.elements.rows.value;

async function send(dry) {
  const mine = (asked += 1);
  busy(true, dry);
  try {
    const answer = await fetch(`/api/v1/catalogue/import?dry=${dry ? 1 : 0}&rows=${rows()}`, {
      method: "POST", body: file.files[0], signal: AbortSignal.timeout(SLOW), headers: headers({ "Content-Type": "application/octet-stream" }),
    });
    const said = await answer.json();
    if (mine === asked) said.rows ? show(said) : fail(said.detail);
  } catch {
    if (mine === asked) fail();
  } finally {
    if (mine === asked) busy(false);
  }
}

function busy(on, dry) {
  check.disabled = on || !file.files.length;
  take.disabled = on;
  check.textContent = words(on && dry ? "catalogue.import_checking" : "catalogue.import_check");
  if (on && !dry) take.textContent = words("catalogue.import_taking");
}

const fail = (why) => { take.hidden = true; report.replaceChildren(el("p", { class: "problem" }, why || words("catalogue.import_failed"))); };

const table = (heads, body) => el("table", {}, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", {}, words(`catalogue.${head}`))))),
  el("tbody", {}, ...body.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))))));

const section = (title, ...inside) => el("section", {}, el("h2", {}, title), ...inside);

function show(said) {
  const { mistakes, changes, left_out: left } = said, count = changes.length;
  const broken = mistakes.some(({ row }) => row === 0);
  take.hidden = said.done || !count || broken || (mistakes.length > 0 && rows() === "all");
  take.textContent = words("catalogue.import_take", { count });
  report.replaceChildren(...[
    said.done && el("p", { class: "notice" }, words(count ? "catalogue.import_done" : "catalogue.import_nothing", { count })),
    said.rows.read > 0 && el("p", { class: "summary" }, words("catalogue.import_summary", said.rows)),
    !said.done && !count && !mistakes.length && el("p", { class: "notice" }, words("catalogue.import_nothing")),
    mistakes.length > 0 && section(words("catalogue.import_wrong"), table(["row", "column", "what"],
      mistakes.map(({ row, column, message }) => [row ? String(row) : words("catalogue.whole_file"), column || "–", message]))),
    count > 0 && !said.done && section(words("catalogue.import_changes"), table(["row", "column_code", "column_name", "column_posted_from", "change"],
      changes.map((one) => [String(one.row), one.code, one.name, one.posted_from ? one.posted_from.split("-").reverse().join("/") : "–", one.new ? words("catalogue.change_new") : one.fields.join(", ")]))),
    left.length > 0 && el("p", { class: "quiet" }, words("catalogue.import_left_out", { count: left.length })),
  ].filter(Boolean));
}

const renew = () => { asked += 1; take.hidden = true; report.replaceChildren(); busy(false); };
file.addEventListener("change", renew);
form.addEventListener("change", ({ target }) => { if (target.name === "rows") renew(); });
form.addEventListener("submit", (event) => { event.preventDefault(); if (file.files.length) send(true); });
take.addEventListener("click", () => send(false));
busy(false);
