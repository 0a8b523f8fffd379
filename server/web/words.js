// Words people read come from the locale catalogues; a name from the centre is an object {vi, en}.

const PAUSE = 1000; // ms between two tries for a catalogue while the office does not answer

/** One catalogue. A screen that opens while the office restarts waits for its words; only a refusal is final. */
async function catalogue(lang, area) {
  for (;;) {
    const answer = await fetch(`/web/words/${lang}/${area}.json`).catch(() => null);
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`no words: ${lang} ${area}`);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

/** words("kiosk.take") -> text of the chosen language; {name} places are filled from `values`. */
export async function words(lang, areas) {
  const parts = await Promise.all(areas.map((area) => catalogue(lang, area)));
  const all = Object.assign({}, ...parts);
  return (key, values = {}) => (all[key] ?? key).replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
}

/** The centre's own name for a thing, in the reader's language, else in Vietnamese. */
export const pick = (names, lang = document.documentElement.lang) => names?.[lang] ?? names?.vi ?? "";

/** A small maker of elements: el("p", {class: "quiet"}, "text", child). Text is always text, never markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
