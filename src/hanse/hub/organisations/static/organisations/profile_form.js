// The form works without this: it adds a box to find something in long lists of choices, and asks
// before unsaved changes are left.
"use strict";

for (const list of document.querySelectorAll(".ticks[data-filter]")) {
  const box = document.createElement("input");
  box.type = "search";
  box.className = "ticks-find";
  box.placeholder = list.dataset.filter;
  box.setAttribute("aria-label", list.dataset.filter);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = fold(box.value);
    for (const label of list.querySelectorAll("label")) {
      label.hidden = !fold(label.textContent).includes(wanted) && !label.firstElementChild.checked;
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.prepend(box);
}

const form = document.getElementById("profile-form");
if (form) {
  let changed = false;
  form.addEventListener("change", (event) => {
    if (event.target.name && event.target.name !== "shown_language") changed = true;
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
