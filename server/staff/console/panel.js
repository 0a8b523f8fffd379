// The panel that is open, at most one: how it takes the keyboard, is sent, and is left. What it shows is in panels.js.
import { moreBelow } from "./fields.js";

const PICKS = new Set(["reprint", "priority"]); // into these a row's number goes

/** The first thing that is still open gets the keyboard: a choice not yet made before a number that is already there. */
function start(form) {
  const inputs = [...form.querySelectorAll("input")], first = inputs.find((input) => input.type === "radio" || !input.value) ?? inputs[0];
  const chosen = first?.type === "radio" && inputs.find((input) => input.name === first.name && input.checked);
  (chosen || first || form.querySelector(".go")).focus();
}

/** A choice's key is written on it. */
function chooseByKey(form, event) {
  const { target, key, ctrlKey, altKey, metaKey } = event;
  if (target.type !== "radio" || ctrlKey || altKey || metaKey) return;
  const chosen = form.querySelector(`[data-key="${CSS.escape(key.toUpperCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  chosen.focus();
  chosen.dispatchEvent(new Event("input", { bubbles: true }));
}

function fillForm(form, { parts, request, needs, look, wide, wary }, { onRequest, onClose, onLacking }) {
  form.replaceChildren(...parts);
  form.hidden = false;
  form.classList.toggle("wide", Boolean(wide));
  form.querySelector(".back").addEventListener("click", onClose);
  form.onsubmit = (event) => {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    if (needs && !fields[needs] && !fields.own) return onLacking(needs);
    const asked = request(fields);
    return asked && onRequest(asked);
  };
  form.oninput = ({ target }) => look?.(form, target.name);
  form.onkeydown = (event) => chooseByKey(form, event);
  if (wary) form.querySelector(".back").focus(); else start(form);
  look?.(form, null);
  moreBelow(form);
}

/**
 * `onRequest(request)` when it is sent, `onLacking(name)` when a choice is not made yet.
 * @returns {{name: string|null, picks: boolean, open: Function, close: () => void, take: (label: string) => void}}
 *   `name` of the panel that is open, else null; `picks`: a row's number goes into it, `take` puts it there
 */
export function panelIn(form, { onRequest, onLacking }) {
  let name = null;

  function close() {
    name = null;
    form.hidden = true;
    document.body.classList.remove("paneled", "roomy");
    document.activeElement?.blur();
  }

  return {
    close,
    get name() { return name; },
    get picks() { return PICKS.has(name); },
    open(its, panel) {
      name = its;
      document.body.classList.add("paneled");
      document.body.classList.toggle("roomy", Boolean(panel.wide));
      fillForm(form, panel, { onRequest, onLacking, onClose: close });
    },
    take(text) {
      const { label } = form.elements;
      label.value = text;
      label.dispatchEvent(new Event("input", { bubbles: true }));
      label.focus(); // the keyboard stays in the panel
    },
  };
}
