// Ticks on the list of papers stay when the page is opened again; they never leave the phone. Written for old browsers.
(function () {
  "use strict";
  var boxes = document.querySelectorAll(".papers input"), name = "papers " + document.body.getAttribute("data-title"), kept = "", i;
  function store() {
    for (i = 0, kept = ""; i < boxes.length; i += 1) kept += boxes[i].checked ? "1" : "0";
    try { sessionStorage.setItem(name, kept); } catch (error) { /* a private window keeps nothing */ }
  }
  try { kept = sessionStorage.getItem(name) || ""; } catch (error) { kept = ""; }
  for (i = 0; i < boxes.length; i += 1) {
    boxes[i].checked = kept.charAt(i) === "1";
    boxes[i].onchange = store;
  }
}());
