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

// Pointing at a region marks it in map and list; the words of the map appear beside the pointer.
let label = null;

function hideLabel() {
  label?.remove();
  label = null;
}

function mark(region, on) {
  document.querySelectorAll(`[data-region="${CSS.escape(region)}"]`).forEach((element) => {
    element.classList.toggle("pointed", on);
  });
}

function showLabel(element, x, y) {
  const title = element.querySelector("title") ?? element.heldTitle;
  if (!title) return;
  if (title.isConnected) {
    // Held back while we show it ourselves: the browser's own tip would cover it.
    element.heldTitle = title;
    element.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  const [name, ...words] = title.textContent.split(": ");
  if (!label) {
    label = document.createElement("div");
    label.className = "map-hover";
    label.setAttribute("aria-hidden", "true");
    document.body.append(label);
  }
  const strong = document.createElement("strong");
  strong.textContent = name;
  label.replaceChildren(strong, words.join(": "));
  const width = label.offsetWidth, height = label.offsetHeight;
  const left = x + width + 24 > innerWidth ? x - width - 14 : x + 14;
  const top = y + height + 24 > innerHeight ? y - height - 14 : y + 14;
  label.style.left = `${Math.max(4, left)}px`;
  label.style.top = `${Math.max(4, top)}px`;
}

function wirePointing() {
  let last = null;
  const leave = () => {
    if (last) mark(last, false);
    last = null;
    hideLabel();
  };
  document.addEventListener("pointerover", (event) => {
    const element = event.target.closest?.("[data-region]");
    if (!element) return leave();
    if (last !== element.dataset.region) leave();
    last = element.dataset.region;
    mark(last, true);
  });
  document.addEventListener("pointermove", (event) => {
    const element = event.target.closest?.(".map-picture [data-region]");
    if (element) showLabel(element, event.clientX, event.clientY);
    else hideLabel();
  });
  document.addEventListener("focusin", (event) => {
    const element = event.target.closest?.(".map-picture [data-region]");
    if (!element || !element.matches(":focus-visible")) return hideLabel();
    const box = element.getBoundingClientRect();
    showLabel(element, box.right, box.bottom);
  });
}

htmx.onLoad((root) => {
  const forms = root.matches?.("form.search") ? [root] : root.querySelectorAll("form.search");
  forms.forEach(wireSearch);
});
wirePointing();
