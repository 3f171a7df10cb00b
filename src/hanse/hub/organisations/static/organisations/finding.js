// Makes the search quicker to use; without this file every page still works.

const NARROW = matchMedia("(max-width: 60rem)");
const WAIT = 150; // milliseconds after the last letter

// On a narrow screen the filters wait until they are asked for.
function foldFilters(root) {
  const box = root.querySelector(".filters-box");
  if (box && NARROW.matches && !box.dataset.kept) box.removeAttribute("open");
}

// With a script, a tick is enough: the button that applies the filters is not needed.
function hideApply(root) {
  root.querySelector(".find-apply")?.setAttribute("hidden", "");
}

// The first names that fit, below the box, while one types.
function wireSuggestions(root) {
  const input = root.querySelector("[data-suggest]");
  const list = root.querySelector("#suggestions");
  if (!input || !list) return;
  let timer = 0;
  let asked = 0;
  const close = () => list.replaceChildren();
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (text.length < 2) return close();
    timer = setTimeout(async () => {
      const number = ++asked;
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`);
      if (answer.ok && number === asked && document.activeElement === input) {
        list.innerHTML = await answer.text();
      }
    }, WAIT);
  });
  const links = () => [...list.querySelectorAll("a")];
  const step = (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      input.focus();
    } else if (event.key === "ArrowDown" && all.length) (all[at + 1] ?? all[0]).focus();
    else if (event.key === "ArrowUp" && at >= 0) (all[at - 1] ?? input).focus();
    else return;
    event.preventDefault();
  };
  input.addEventListener("keydown", step);
  list.addEventListener("keydown", step);
  input.form.addEventListener("submit", () => {
    asked += 1;
    clearTimeout(timer);
    close();
  });
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target)) close();
  });
}

let kept = null; // which details were open before the part was swapped

document.addEventListener("htmx:beforeSwap", () => {
  kept = {
    box: document.querySelector(".filters-box")?.open,
    open: [...document.querySelectorAll(".facet[open] > summary")].map((s) => s.textContent),
  };
});

function wire(root) {
  if (kept) {
    const box = root.querySelector(".filters-box");
    if (box) {
      box.dataset.kept = "yes";
      box.open = kept.box;
    }
    for (const summary of root.querySelectorAll(".facet > summary")) {
      if (kept.open.includes(summary.textContent)) summary.parentElement.open = true;
    }
    kept = null;
  }
  foldFilters(root);
  hideApply(root);
  wireSuggestions(root);
}

htmx.onLoad((root) => {
  if (root === document.body || root.id === "finding") wire(root);
});
