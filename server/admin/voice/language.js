// One more language, from the list or by its name and code.

import { post, Trouble } from "/room/layout/ask.js";
import { el } from "/web/words.js";

const node = (id) => document.getElementById(id);

export function addLanguage(word) {
  const pick = node("pick"), form = node("add-form");
  if (!pick) return;

  function show() {
    for (const id of ["name-field", "code-field"]) node(id).hidden = pick.value !== "";
  }

  function mark(fields) {
    for (const old of form.querySelectorAll("[data-field] .mistake")) old.remove();
    for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
    for (const { field, message } of fields) {
      const place = form.querySelector(`[data-field="${field}"]`);
      place?.append(el("p", { class: "mistake" }, message));
      place?.querySelector("input").setAttribute("aria-invalid", "true");
    }
    form.querySelector("[aria-invalid]")?.focus();
  }

  pick.addEventListener("change", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = pick.value ? { code: pick.value, name: pick.selectedOptions[0].textContent } : { code: node("code").value.trim(), name: node("name").value.trim() };
    try {
      const { lang } = await (await post("/admin/voice/recordings/languages", given)).json();
      location.assign(`/admin/voice/recordings?of=${encodeURIComponent(lang)}`);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      mark(trouble.fields);
      node("add-said").hidden = trouble.fields.length > 0;
      node("add-said").textContent = trouble.message;
    }
  });
  show();
}
