// The book of postings on paper: the browser's own printing, offered where there is a script to ask for it.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
