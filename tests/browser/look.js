// Text that does not fit: cut by a box that hides what overflows, or outside the window; and words no catalogue has.
() => {
  const faults = new Set();
  const wide = document.documentElement.clientWidth;
  const visible = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  if (document.documentElement.scrollWidth > wide) faults.add(`page wider than the window by ${document.documentElement.scrollWidth - wide}`);

  function cut(box, home, said) {
    for (let node = home; node && node !== document.body; node = node.parentElement) {
      const style = getComputedStyle(node), own = node.getBoundingClientRect();
      if (["hidden", "clip"].includes(style.overflowX) && (box.right > own.right + 1 || box.left < own.left - 1)) faults.add(`cut by .${node.className}: ${said}`);
      if (style.overflowY === "hidden" && (box.bottom > own.bottom + 2 || box.top < own.top - 2)) faults.add(`cut in height by .${node.className}: ${said}`);
    }
  }

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walk.nextNode()); ) {
    const said = text.data.trim(), home = text.parentElement;
    if (!said || !home || home.closest(".sr-only, script, style, noscript, option, svg") || !visible(home)) continue;
    if (/^[a-z]+\.[a-z_.]+$/.test(said)) faults.add(`word missing from the catalogue: ${said}`);
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.left < -1 || box.right > wide + 1) faults.add(`outside the window: ${said}`);
      cut(box, home, said);
    }
  }
  return [...faults];
}
