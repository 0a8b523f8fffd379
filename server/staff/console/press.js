// One press, one act: a press is sent under one key until it is answered, however often the finger asks again.
import { newKey, send, Refused } from "/web/send.js";

const KEPT = 60000; // ms in which asking again means the press that was not answered; later it is a new wish

/**
 * `press(path, body)` gives the answer, or null while another press is under way; it throws what `send` throws: Refused
 * when the office says no, another error when it cannot be reached. An unanswered press keeps its key only until the
 * picture shows that its step has happened: the same words then mean the next step, not the last one's answer again.
 * @param {{trace: (path: string) => string, onBusy: (busy: boolean) => void}} desk
 *   `trace`: what a step asked for under this path changes, as the picture shows it now
 * @returns {((path: string, body?: object) => Promise<object|null>) & {look: () => void}} `look` after every picture
 */
export function presser({ trace, onBusy }) {
  const unanswered = new Map(); // what was asked without an answer -> {key, path, before, since}
  let busy = false;

  const look = () => {
    for (const [act, { path, before, since }] of unanswered)
      if (trace(path) !== before || performance.now() - since > KEPT) unanswered.delete(act);
  };

  async function press(path, body = {}) {
    if (busy) return null;
    busy = true;
    onBusy(true);
    look();
    const act = `${path} ${JSON.stringify(body)}`;
    const asked = unanswered.get(act) ?? { key: newKey(), path, before: trace(path), since: performance.now() };
    unanswered.set(act, asked);
    try {
      const answer = await send(path, body, { key: asked.key });
      unanswered.delete(act);
      return answer ?? {};
    } catch (error) {
      if (error instanceof Refused && error.status < 500) unanswered.delete(act);
      throw error;
    } finally {
      busy = false;
      onBusy(false);
    }
  }
  return Object.assign(press, { look });
}
