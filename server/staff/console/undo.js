// What has just been done, said once, and where a lawful step leads back: "Hoàn tác".
const KEPT = 30000; // ms in which a slip is noticed

/**
 * `tell(text, back?)` says what was done; `back` is `{path, body?, said, name?}`: the step that takes it back, what is
 * said then, and what the button is called; or `{never}`: why no step does, and what to do instead. `take()`, for the
 * key, takes the step back once, else gives words why not; `clear()` when something else is done.
 */
export function doneBand(line, word, onBack) {
  const text = line.querySelector("p"), button = line.querySelector("button");
  let back = null, timer = null;

  function clear() {
    clearTimeout(timer);
    back = null;
    line.hidden = true;
  }

  function take() {
    const step = back;
    if (!step?.path) return step?.never ?? word("console.undo_nothing");
    clear();
    onBack({ path: step.path, body: step.body ?? {}, done: (_, { tell }) => tell(step.said) });
    return "";
  }

  button.addEventListener("click", take);
  return {
    clear, take,
    tell(said, step) {
      clear();
      text.textContent = said;
      back = step || null;
      button.hidden = !back?.path;
      button.querySelector("span").textContent = back?.name ?? word("console.undo");
      line.hidden = false;
      timer = setTimeout(clear, KEPT);
    },
  };
}
