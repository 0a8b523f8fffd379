// The picture of the paper. One drawing at a time: while it is under way, only the newest wish is remembered.

import { post, Trouble } from "/room/layout/ask.js";

const PAUSE = 250; // ms without a key before it is drawn
const DOTS_PER_MM = 8;
const paper = document.getElementById("paper");
const waiting = document.getElementById("waiting");
const undrawn = document.getElementById("undrawn");
const leftOut = document.getElementById("left-out");
const PARTS = new Set(["papers", "second", "closing", "logo", "notes"]);
const long = document.getElementById("length");

const asUrl = (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(blob);
});

/** preview(wish, word, mistakes): `wish()` is what to draw now; `mistakes(fields)` hears what is wrong with it. */
export function preview(wish, word, mistakes) {
  let timer = 0, drawing = false, again = false;

  async function draw() {
    if (drawing) { again = true; return; }
    drawing = true;
    again = false;
    paper.classList.add("old");
    try {
      const answer = await post("/admin/ticket/preview", wish());
      const missing = answer.headers.get("X-Left-Out") ?? "";
      await show(await asUrl(await answer.blob()));
      tellMissing(missing.split(",").filter((code) => PARTS.has(code)));
      mistakes([]);
      undrawn.hidden = true;
    } catch (trouble) {
      mistakes(trouble instanceof Trouble ? trouble.fields : []);
      const marked = trouble instanceof Trouble && trouble.fields.length > 0;
      undrawn.textContent = marked ? word("layout.stale") : trouble instanceof Trouble ? trouble.message : word("layout.lost");
      undrawn.hidden = false;
    } finally {
      drawing = false;
      if (again) draw();
    }
  }

  /** What found no room on this paper, in one line under its picture. */
  function tellMissing(parts) {
    const text = parts.length ? word("layout.left_out", { parts: parts.map((code) => word(`layout.part_${code}`)).join(", ") }) : "";
    if (leftOut.textContent !== text) leftOut.textContent = text;
    leftOut.hidden = !text;
  }

  async function show(url) {
    paper.src = url;
    paper.alt = word("layout.preview_alt", { label: word(`layout.sample_${wish().sample}`) });
    await paper.decode();
    paper.hidden = false;
    waiting.hidden = true;
    paper.classList.remove("old");
    long.textContent = word("layout.length", { mm: Math.round(paper.naturalHeight / DOTS_PER_MM) });
  }

  return {
    now: draw,
    soon() { clearTimeout(timer); timer = setTimeout(draw, PAUSE); },
  };
}
