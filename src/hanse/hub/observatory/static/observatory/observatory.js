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

// Many periods become a slider over the same buttons, which stay what the form sends.
function wirePeriods(fieldset) {
  const buttons = [...fieldset.querySelectorAll("input[type=radio]")];
  if (buttons.length < 3 || fieldset.querySelector("input[type=range]")) return;
  const slider = document.createElement("input");
  const shown = document.createElement("output");
  const marks = document.createElement("datalist");
  marks.id = "period-marks";
  Object.assign(slider, { type: "range", min: 0, max: buttons.length - 1, step: 1 });
  slider.setAttribute("list", marks.id);
  slider.setAttribute("aria-label", fieldset.querySelector("legend").textContent);
  buttons.forEach((button, at) => marks.append(new Option(button.value, at)));
  const show = () => {
    shown.textContent = buttons[slider.value].value;
    slider.setAttribute("aria-valuetext", shown.textContent);
  };
  slider.value = Math.max(buttons.findIndex((button) => button.checked), 0);
  slider.addEventListener("input", show);
  slider.addEventListener("change", (event) => {
    event.stopPropagation();
    buttons[slider.value].checked = true;
    buttons[slider.value].dispatchEvent(new Event("change", { bubbles: true }));
  });
  show();
  const line = document.createElement("div");
  line.className = "year-slider";
  line.append(slider, shown, marks);
  fieldset.querySelector(".year-steps").hidden = true;
  fieldset.append(line);
}

htmx.onLoad((root) => {
  const years = root.matches?.("fieldset.years") ? [root] : root.querySelectorAll("fieldset.years");
  years.forEach(wirePeriods);
  const forms = root.matches?.("form.search") ? [root] : root.querySelectorAll("form.search");
  forms.forEach(wireSearch);
});
wirePointing();
