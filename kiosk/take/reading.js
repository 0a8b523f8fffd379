// What is read aloud: the words that stand on the screen, in the order in which somebody needs them who sees little.

const says = (node) => (node?.checkVisibility?.() ? node.textContent.replaceAll("\u2060", "").replace(/\s*·\s*/g, ", ").replace(/\s+/g, " ").trim() : "");
const all = (root, selector) => [...root.querySelectorAll(selector)].map(says);

/** A button's own words: "Hộ tịch. 3 người đang chờ, khoảng 15–30 phút". Letters of a stub are drawings. */
export function wordsOf(button) {
  if (button.ariaLabel) return button.ariaLabel;
  const leaves = [...button.querySelectorAll("*")].filter((node) => !node.childElementCount && !node.closest("[aria-hidden], svg"));
  const [name, ...more] = (leaves.length ? leaves.map(says) : [says(button)]).filter(Boolean);
  return [name, more.join(", ")].filter(Boolean).join(". ");
}

/** What a choice is called before it is made; the big button says for what, for how many dossiers, and for whom. */
export function choiceOf(button, page, words) {
  if (!button.matches(".take")) return wordsOf(button);
  const what = button.childElementCount ? wordsOf(button) : words("kiosk.aloud_take", { what: says(page.querySelector("h1")) });
  const group = page.querySelector(".fold.has .chosen, .priority:not(.folded) [role=radio][aria-checked=true]:not(:first-child)");
  const many = button.matches(".help") ? "" : says(page.querySelector(".count"));
  return [what, many, group && wordsOf(group)].filter(Boolean).join(". ");
}

const PAGES = {
  home: (page, words) => [...all(page, "h1, .choose"), ...all(page, ".days .mark, .notice p"), ...choices(page, words, ".tile:not(.closed) .tile-name"), ...all(page, ".promise")],
  service: visit,
  procedure: visit,
  lookup: (page, words) => [...all(page, "h1"), words("kiosk.aloud_lookup")],
  result: (page) => [numberOf(page), ...all(page, ".of, .ahead, .where, .sit"), ...newsOf(page)],
  refused: (page) => all(page, "h1, .what"),
};

function visit(page, words) {
  return [
    ...all(page, "h1, .line"), ...all(page, ".notice p, .slow"),
    page.querySelector(".take") && words("kiosk.aloud_take_how"),
    ...all(page, ".dossiers h2, .dossiers .count, .dossiers .stream"),
    ...all(page, ".priority h2, .fold-ask, .chosen, .priority .radio"),
    ...infoOf(page),
  ];
}

function choices(page, words, selector) {
  const found = all(page, selector);
  return found.length ? [words("kiosk.aloud_how"), ...found] : [];
}

/** "Số thứ tự của công dân: A045": the office reads such a number as the hall does. */
export const numberOf = (page) => all(page, ".card h1, .big").join(": ");
/** What a service asks for comes later than its page, and again when a procedure is chosen. */
export const infoOf = (page) => all(page, ".info h2, .info-head .mark, .papers .mark, .papers li, .papers .rule, .papers dt, .papers dd, .papers figcaption");
export const newsOf = (page) => all(page, ".news p");

/** Everything that a page has to say, title first. */
export const pageWords = (name, page, words) => PAGES[name](page, words).filter(Boolean);
