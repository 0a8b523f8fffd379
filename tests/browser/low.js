// What does not fit into its box in a low window: `low.clashes()` and `low.hidden()`.
window.low = (() => {

/** Parts of the card of whoever is at the counter that run into each other, or out of the card. */
function clashes() {
  const card = document.querySelector(".person"), faults = [], outer = card.getBoundingClientRect();
  const names = [".step", ".label", ".service", ".procedure", ".specials", ".route", ".times", ".note", ".mark", ".slip"];
  const parts = [...card.querySelectorAll(names)].filter((node) => node.checkVisibility() && node.textContent.trim()).map((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [node.className, range.getBoundingClientRect()];
  });
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  for (const [name, a] of parts) {
    if (a.bottom > outer.bottom || a.top < outer.top) faults.push(`${name} outside the card`);
    for (const [other, b] of parts) if (name < other && meet(a, b)) faults.push(`${name} on ${other}`);
  }
  return faults;
}

/** What of a panel is hidden: not wholly inside it, or below its last row, which always stays. */
function hidden() {
  const panel = document.querySelector(".panel"), row = panel.querySelector(":scope > .row");
  const own = panel.getBoundingClientRect(), end = row.getBoundingClientRect().top, low = Math.min(own.bottom, innerHeight);
  const parts = [...panel.querySelectorAll("h2, .chip, .told, .ask, legend, .go, .back")].filter((node) => node.checkVisibility());
  return parts.filter((node) => {
    const box = node.getBoundingClientRect();
    return box.height < 18 || box.top < own.top || box.bottom > (row.contains(node) ? low : end + 1);
  }).map((node) => node.textContent);
}

return { clashes, hidden };
})();
