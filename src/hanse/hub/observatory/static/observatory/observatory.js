// Makes the pages quicker to use; without this file every page still works.

// The search box: arrow keys move through the matches, Escape closes them.
function wireSearch(form) {
  const input = form.querySelector("[role=combobox]");
  const list = form.querySelector("[role=listbox]");
  let active = -1;
  const options = () => [...list.querySelectorAll("a[role=option]")];
  const point = (index) => {
    active = index;
    options().forEach((option, i) => {
      option.classList.toggle("active", i === index);
      option.setAttribute("aria-selected", String(i === index));
    });
    const option = options()[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    point(-1);
  };
  list.addEventListener("htmx:afterSwap", () => {
    input.setAttribute("aria-expanded", String(list.childElementCount > 0));
    point(-1);
  });
  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && count) point((active + 1) % count);
    else if (event.key === "ArrowUp" && count) point((active - 1 + count) % count);
    else if (event.key === "Enter" && active >= 0) options()[active].click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}

// Pointing at a line of a list marks the region on the drawn map, and the other way round.
function wirePointing() {
  const mark = (region, on) => {
    document.querySelectorAll(`[data-region="${CSS.escape(region)}"]`).forEach((element) => {
      if (!element.closest(".map-live")) element.classList.toggle("pointed", on);
    });
  };
  let last = null;
  document.addEventListener("pointerover", (event) => {
    const region = event.target.closest?.("[data-region]")?.dataset.region ?? null;
    if (region === last) return;
    if (last !== null) mark(last, false);
    last = region;
    if (last !== null) mark(last, true);
  });
}

htmx.onLoad((root) => {
  const forms = root.matches?.("form.search") ? [root] : root.querySelectorAll("form.search");
  forms.forEach(wireSearch);
});
wirePointing();
