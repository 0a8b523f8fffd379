// By what the picture shows that a step has happened, also when its answer got lost.

/** What a step asked for under `path` changes: the desk, or the ticket that is given back or corrected. */
export function trace(path, counter, picture) {
  const { counter: desk, ticket, waiting = [], absent = [], held = [] } = picture ?? {};
  if (path.startsWith(`${counter}/sign-`)) return String(picture?.staff);
  if (path.startsWith(counter)) return JSON.stringify([desk?.state, ticket?.id, ticket?.phase, ticket?.times]);
  if (!/\/(return|priority)$/.test(path)) return ""; // no picture shows it: the same wish within a minute is the same paper
  const about = [ticket, ...waiting, ...absent, ...held].find((one) => one && path.startsWith(`/tickets/${one.id}/`));
  return JSON.stringify([about?.phase, about?.priority]);
}
