// One press, one act: a press is sent under one key until it is answered, however often the finger asks again.
import { newKey, send, Refused } from "/web/send.js";

/**
 * @param {(busy: boolean) => void} onBusy
 * @returns {(path: string, body?: object) => Promise<object|null>} the answer; null while another press is under way.
 *   Throws what `send` throws: Refused when the office says no, another error when it cannot be reached.
 */
export function presser(onBusy) {
  const unanswered = new Map(); // what was asked without an answer -> its key
  let busy = false;
  return async (path, body = {}) => {
    if (busy) return null;
    busy = true;
    onBusy(true);
    const act = `${path} ${JSON.stringify(body)}`;
    const key = unanswered.get(act) ?? newKey();
    unanswered.set(act, key);
    try {
      const answer = await send(path, body, { key });
      unanswered.delete(act);
      return answer ?? {};
    } catch (error) {
      if (error instanceof Refused && error.status < 500) unanswered.delete(act);
      throw error;
    } finally {
      busy = false;
      onBusy(false);
    }
  };
}
