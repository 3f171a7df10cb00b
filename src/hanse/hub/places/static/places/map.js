/* The interactive map: takes over the picture that the server drew.

   Everything it knows about regions (class, description, link) it reads from that picture, so
   the two cannot differ. It stays a picture where there is no WebGL, and on paper. */

const parked = new Map(); // address of the shapes -> live map, while a page part is swapped
const PARKED_FOR = 4000; // milliseconds
const CHOICE = "hanse-map-kind";
const HATCHED = ["missing", "suppressed"];

const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Any CSS colour as "rgba(...)", which MapLibre understands. */
function plainColour(colour) {
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${a / 255})`;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** One MapLibre map in a box of its own, which outlives the element that shows it. */
class LiveMap {
  constructor(library, box, data) {
    this.box = box;
    this.regions = new Map();
    this.bounds = data.bounds.split(",").map(Number);
    this.data = data;
    this.map = new library.Map({
      container: box,
      style: { version: 8, sources: {}, layers: [{ id: "sea", type: "background" }] },
      bounds: this.bounds,
      fitBoundsOptions: { padding: 8 },
      minZoom: 0.6,
      maxZoom: 9,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      locale: {
        "NavigationControl.ZoomIn": data.wordZoomIn,
        "NavigationControl.ZoomOut": data.wordZoomOut,
        "Map.Title": data.wordMap,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.scrollZoom.setWheelZoomRate(1 / 300);
    this.map.addControl(new library.NavigationControl({ showCompass: false }), "top-left");
    this.map.addControl(this.wholeButton(data.wordWhole), "top-left");
    this.ready = new Promise((resolve) => this.map.once("load", resolve)).then(() => this.build());
    this.drawn = this.ready.then(() => new Promise((resolve) => this.map.once("idle", resolve)));
    this.watch();
  }

  wholeButton(label) {
    const holder = document.createElement("div");
    holder.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-whole";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => this.showWhole());
    holder.append(button);
    return { onAdd: () => holder, onRemove: () => holder.remove() };
  }

  showWhole() {
    this.map.fitBounds(this.bounds, { padding: 8, animate: !calm() });
  }

  build() {
    const map = this.map;
    map.addSource("world", { type: "geojson", data: new URL(this.data.world, location).href });
    map.addSource("around", { type: "geojson", data: new URL(this.data.surroundings, location).href });
    map.addSource("regions", {
      type: "geojson",
      data: new URL(this.data.shapes, location).href,
      promoteId: "region",
      tolerance: 0.2,
    });
    const land = { type: "fill", paint: { "fill-antialias": false } };
    map.addLayer({ ...land, id: "world", source: "world" });
    map.addLayer({ ...land, id: "land", source: "around", filter: ["==", ["get", "kind"], "land"] });
    map.addLayer({ id: "regions", type: "fill", source: "regions" });
    for (const kind of HATCHED) {
      map.addLayer({ id: kind, type: "fill", source: "regions", filter: ["in", "region", ""] });
    }
    const widths = ["interpolate", ["linear"], ["zoom"], 2, 0.4, 4, 0.9, 7, 1.6];
    map.addLayer({
      id: "region-line", type: "line", source: "regions",
      layout: { "line-join": "round" }, paint: { "line-width": widths },
    });
    map.addLayer({
      id: "borders", type: "line", source: "around", filter: ["==", ["get", "kind"], "border"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.8, 4, 1.7, 7, 3] },
    });
    map.addLayer({
      id: "hover", type: "line", source: "regions",
      layout: { "line-join": "round" },
      paint: {
        "line-width": 2.5,
        "line-opacity": ["case", ["boolean", ["feature-state", "hover"], false], 1, 0],
      },
    });
    this.colour();
  }

  /** Take regions over from a picture: region -> {css, text, link}. */
  show(regions) {
    this.regions = regions;
    this.ready.then(() => this.colour());
  }

  /** Colours as the page's style sheets have them now, light or dark. */
  colour() {
    const map = this.map;
    if (!map.getLayer("regions")) return;
    const style = getComputedStyle(this.box);
    const token = (name) => plainColour(style.getPropertyValue(name).trim() || "transparent");
    const fills = new Map();
    const fill = (css) => {
      if (!fills.has(css)) fills.set(css, plainColour(this.fillOf(css)));
      return fills.get(css);
    };
    map.setPaintProperty("sea", "background-color", token("--map-sea"));
    for (const layer of ["world", "land"]) map.setPaintProperty(layer, "fill-color", fill("map-land"));
    map.setPaintProperty("region-line", "line-color", token("--map-line"));
    map.setPaintProperty("borders", "line-color", token("--map-line"));
    map.setPaintProperty("hover", "line-color", token("--ink"));
    const cases = ["match", ["get", "region"]];
    const hatched = { missing: [], suppressed: [] };
    for (const [region, { css }] of this.regions) {
      cases.push(region, fill(css));
      if (HATCHED.includes(css)) hatched[css].push(region);
    }
    const rest = fill("not-rated");
    map.setPaintProperty("regions", "fill-color", cases.length > 2 ? [...cases, rest] : rest);
    for (const kind of HATCHED) {
      const image = this.hatch(kind, token("--map-missing"), fill("hatch-ink"));
      if (map.hasImage(kind)) map.updateImage(kind, image);
      else map.addImage(kind, image, { pixelRatio: 2 });
      map.setPaintProperty(kind, "fill-pattern", kind);
      map.setFilter(kind, ["in", ["get", "region"], ["literal", hatched[kind]]]);
    }
  }

  fillOf(css) {
    const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "g");
    sample.setAttribute("class", "map-probe");
    mark.setAttribute("class", css.startsWith("map-") || css.startsWith("hatch-") ? css : `region ${css}`);
    sample.append(mark);
    this.box.append(sample);
    const { fill } = getComputedStyle(mark);
    sample.remove();
    return fill;
  }

  /** Lines for what is missing, dots for what is suppressed, as in the picture. */
  hatch(kind, ground, ink) {
    const size = 16;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, size, size);
    pen.fillStyle = pen.strokeStyle = ink;
    pen.lineWidth = 3.2;
    if (kind === "missing") {
      for (const shift of [-size, 0, size]) {
        pen.beginPath();
        pen.moveTo(shift - 2, size + 2);
        pen.lineTo(shift + size + 2, -2);
        pen.stroke();
      }
    } else {
      for (const [x, y] of [[4, 4], [12, 12]]) {
        pen.beginPath();
        pen.arc(x, y, 2.4, 0, 7);
        pen.fill();
      }
    }
    return pen.getImageData(0, 0, size, size);
  }

  watch() {
    const tip = document.createElement("div");
    tip.className = "map-tip";
    tip.hidden = true;
    this.box.append(tip);
    const map = this.map;
    const hitable = "regions";
    map.on("mousemove", hitable, (event) => {
      const region = event.features[0].properties.region;
      const known = this.regions.get(region);
      this.highlight(region);
      map.getCanvas().style.cursor = known?.link ? "pointer" : "";
      tip.hidden = !known;
      if (!known) return;
      tip.textContent = known.text;
      const { width, height } = this.box.getBoundingClientRect();
      const left = Math.min(event.point.x + 14, width - tip.offsetWidth - 6);
      const below = event.point.y + 16 + tip.offsetHeight < height;
      const top = below ? event.point.y + 16 : event.point.y - tip.offsetHeight - 10;
      tip.style.transform = `translate(${Math.max(left, 6)}px, ${Math.max(top, 6)}px)`;
    });
    map.on("mouseleave", hitable, () => {
      this.highlight(null);
      map.getCanvas().style.cursor = "";
      tip.hidden = true;
    });
    map.on("click", hitable, (event) => {
      const link = this.regions.get(event.features[0].properties.region)?.link;
      if (!link) return;
      const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
      if (ctrlKey || metaKey || shiftKey) window.open(link, "_blank", "noopener");
      else location.assign(link);
    });
  }

  highlight(region) {
    if (this.lit === region || !this.map.getSource("regions")) return;
    const set = (id, hover) => id && this.map.setFeatureState({ source: "regions", id }, { hover });
    set(this.lit, false);
    this.lit = region;
    set(region, true);
  }
}

class HanseMap extends HTMLElement {
  connectedCallback() {
    this.picture = this.querySelector("svg.map-picture");
    if (!this.picture) return;
    this.rove();
    this.addEventListener("hanse-map:values", (event) => this.change(event.detail));
    if (!this.dataset.shapes) return;
    const waiting = parked.get(this.dataset.shapes);
    if (waiting) {
      clearTimeout(waiting.timer);
      parked.delete(this.dataset.shapes);
      this.offer();
      this.adopt(waiting.live);
    } else if (sessionStorage.getItem(CHOICE) === "picture") {
      this.offer();
    } else {
      this.begin();
    }
    this.restyle = () => this.live?.colour();
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", this.restyle);
    this.theme = new MutationObserver(this.restyle);
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme", "class"] });
  }

  disconnectedCallback() {
    this.scheme?.removeEventListener("change", this.restyle);
    this.theme?.disconnect();
    const live = this.live;
    if (!live) return;
    this.live = null;
    live.box.remove();
    const timer = setTimeout(() => {
      parked.delete(this.dataset.shapes);
      live.map.remove();
    }, PARKED_FOR);
    parked.set(this.dataset.shapes, { live, timer });
  }

  /** Load the library and start; keep the picture where that fails. */
  async begin() {
    try {
      const library = await import(new URL(this.dataset.library, location).href);
      if (!this.isConnected) return;
      library.setWorkerUrl(new URL(this.dataset.worker, location).href);
      const box = document.createElement("div");
      box.className = "map-live";
      this.prepend(box);
      this.dataset.kind = "interactive"; // MapLibre must see the box at its size
      const live = new LiveMap(library, box, this.dataset);
      this.offer();
      this.adopt(live);
    } catch (error) {
      this.querySelector(".map-live")?.remove();
      this.choose("picture");
      console.info("The map stays a picture:", error.message);
    }
  }

  adopt(live) {
    this.live = live;
    this.prepend(live.box);
    live.data = this.dataset;
    live.map.resize();
    live.show(this.readPicture());
    // The picture stays until the live map has something to show.
    this.dataset.kind = "starting";
    live.drawn.then(() => {
      if (this.live === live && this.dataset.kind === "starting") this.choose("interactive");
    });
  }

  readPicture() {
    const regions = new Map();
    for (const mark of this.picture.querySelectorAll("[data-region]")) {
      regions.set(mark.dataset.region, {
        css: mark.getAttribute("class").replace(/^region /, ""),
        text: mark.querySelector("title").textContent,
        link: mark.getAttribute("href"),
      });
    }
    return regions;
  }

  /** New classes and texts without a new picture, for a slider: {classes, texts}. */
  change({ classes = {}, texts = {} }) {
    for (const mark of this.picture.querySelectorAll("[data-region]")) {
      const { region } = mark.dataset;
      const css = classes[region];
      if (css) {
        mark.setAttribute("class", `region ${css}`);
        const prefix = this.picture.getAttribute("aria-labelledby").replace(/-title$/, "");
        if (HATCHED.includes(css)) mark.setAttribute("fill", `url(#${prefix}-${css})`);
        else mark.removeAttribute("fill");
      }
      if (texts[region]) mark.querySelector("title").textContent = texts[region];
    }
    this.live?.show(this.readPicture());
  }

  /** The switch between the two kinds of map. */
  offer() {
    if (this.kinds) return;
    this.kinds = document.createElement("div");
    this.kinds.className = "map-kinds";
    this.kinds.setAttribute("role", "group");
    this.kinds.setAttribute("aria-label", this.dataset.wordChoose);
    for (const [kind, label] of [
      ["interactive", this.dataset.wordInteractive],
      ["picture", this.dataset.wordPicture],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.kind = kind;
      button.textContent = label;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        sessionStorage.setItem(CHOICE, kind);
        if (kind === "interactive" && !this.live) this.begin();
        else this.choose(kind);
      });
      this.kinds.append(button);
    }
    this.append(this.kinds);
    this.choose("picture");
  }

  choose(kind) {
    this.dataset.kind = kind;
    for (const button of this.kinds?.children ?? []) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    if (kind === "interactive") this.live?.map.resize();
  }

  /** One stop for the Tab key in the picture; the arrow keys go to the nearest region. */
  rove() {
    const links = [...this.picture.querySelectorAll("a[data-region]")];
    if (!links.length) return;
    links.forEach((link, i) => link.setAttribute("tabindex", i ? "-1" : "0"));
    const middle = (link) => {
      const { x, y, width, height } = link.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    };
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    this.picture.addEventListener("keydown", (event) => {
      const way = ways[event.key];
      const from = event.target.closest?.("a[data-region]");
      if (!way || !from) return;
      event.preventDefault();
      const [x, y] = middle(from);
      let best = null;
      let least = Infinity;
      for (const link of links) {
        const [dx, dy] = [middle(link)[0] - x, middle(link)[1] - y];
        const along = dx * way[0] + dy * way[1];
        const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (along > 1 && along + 2.5 * aside < least) [best, least] = [link, along + 2.5 * aside];
      }
      if (!best) return;
      from.setAttribute("tabindex", "-1");
      best.setAttribute("tabindex", "0");
      best.focus();
    });
  }
}

/* A region pointed at in a list beside the map lights up on the map. */
document.addEventListener("pointerover", (event) => {
  const row = event.target.closest?.("[data-region]");
  if (row?.closest("hanse-map") || event.target.closest?.("hanse-map")) return;
  for (const element of document.querySelectorAll("hanse-map")) {
    element.live?.highlight(row?.dataset.region ?? null);
  }
});

customElements.define("hanse-map", HanseMap);
