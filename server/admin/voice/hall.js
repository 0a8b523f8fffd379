// The sound check from this page: the hall's loudspeaker speaks, and whoever stands there says whether it was heard.

import { Refused, send } from "/web/send.js";

const CHECK = "/zones/hall/sound-check";
const said = document.getElementById("hall-said"), answer = document.getElementById("hall-answer"), play = document.getElementById("hall-play");

export function hall(word) {
  function tell(text, good) {
    said.hidden = false;
    said.textContent = text;
    said.classList.toggle("good", good === true);
    said.classList.toggle("bad", good === false);
  }

  async function ask(button, doing) {
    button.disabled = true;
    try {
      await doing();
    } catch (error) {
      tell(error instanceof Refused ? error.message : word("layout.lost"), false);
    } finally {
      button.disabled = false;
    }
  }

  play.addEventListener("click", () => ask(play, async () => {
    answer.hidden = true;
    await send(CHECK, {}, { patience: 0 });
    tell(word("voice.hall_playing"));
    answer.hidden = false;
  }));
  for (const button of answer.querySelectorAll("button")) {
    button.addEventListener("click", () => ask(button, async () => {
      const heard = button.dataset.heard === "true";
      await send(`${CHECK}/answer`, { heard });
      answer.hidden = true;
      tell(word(heard ? "voice.hall_good" : "voice.hall_bad"), heard);
      play.focus();
    }));
  }
}
