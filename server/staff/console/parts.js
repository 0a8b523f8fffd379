// The parts of the page, by the names that console.html gives them.
export const find = (name) => document.querySelector(`.${name}`);

/** Words in a part that is there only while it has something to say. */
export const fill = (name, text) => { find(name).textContent = text; find(name).hidden = !text; };
