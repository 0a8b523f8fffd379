// The band of alerts. A card that says the same as before is left alone, and so is what somebody is doing in it.

/** `show([{node, act}])`: the cards from now on; `act` is what can be done about one of them, kept from picture to picture. */
export function cards(list) {
  let active = null; // the card that holds `act`

  /** The words around `act` change, it stays where it is: moving it would take the focus away. */
  function around(node, act) {
    if (!active?.contains(act)) {
      active = node.cloneNode();
      active.append(act);
    }
    active.className = `${node.className} acts`;
    for (const old of [...active.children]) if (old !== act) old.remove();
    active.prepend(...node.children);
    return active;
  }

  return (alerts) => {
    const nodes = alerts.map(({ node, act }) => {
      const card = act ? around(node, act) : node;
      return [...list.children].find((old) => old === card || old.isEqualNode(card)) ?? card;
    });
    for (const old of [...list.children]) if (!nodes.includes(old)) old.remove();
    nodes.forEach((node, place) => { if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null); });
    list.hidden = !nodes.length;
  };
}
