// Turns pages with the arrow keys and cites what is selected; everything works without this, too.
(() => {
  const own = document.currentScript;
  const form = document.getElementById("quoteform");

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], .frame[tabindex]")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`nav.turn a[rel=${rel}]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  });

  if (!form || !own) return;
  const open = (name, value) => {
    const address = new URL(form.action);
    address.searchParams.set(name, value);
    window.location.assign(address);
  };

  // Words selected in the text: a button beside the form's own, and the words in its field.
  const text = document.getElementById("transcript");
  const field = document.getElementById("quote");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button cite-selection";
  button.hidden = true;
  button.textContent = own.dataset.cite;
  document.body.append(button);
  let words = "";
  const shorter = (long) =>
    long.length <= 1500 ? long : `${long.slice(0, 120).replace(/\S*$/, "")}… ${long.slice(-120).replace(/^\S*/, "")}`;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const inside = text && selection.rangeCount && text.contains(selection.getRangeAt(0).commonAncestorContainer);
    const found = inside ? selection.toString().trim() : "";
    button.hidden = !found;
    if (found) {
      words = found;
      field.value = found.slice(0, 4000);
    }
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => open("quote", shorter(words)));

  // A frame drawn on the picture.
  const sheet = document.querySelector(".sheet");
  const width = sheet && Number(sheet.dataset.width);
  const height = sheet && Number(sheet.dataset.height);
  if (!width || !height) return;
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "frame-toggle";
  toggle.setAttribute("aria-pressed", "false");
  toggle.textContent = own.dataset.frame;
  document.querySelector(".facsimile figcaption").append(" · ", toggle);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  svg.setAttribute("class", "marks drawing");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.append(rect);
  let start = null;
  const point = (event) => {
    const frame = sheet.getBoundingClientRect();
    const part = (value, low, size) => Math.min(Math.max((value - low) / size, 0), 1);
    return [part(event.clientX, frame.left, frame.width) * width, part(event.clientY, frame.top, frame.height) * height];
  };
  const box = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(on));
    toggle.textContent = on ? own.dataset.frameOn : own.dataset.frame;
    sheet.classList.toggle("framing", on);
    if (on) sheet.append(svg);
    else svg.remove();
  });
  sheet.addEventListener("pointerdown", (event) => {
    if (!sheet.classList.contains("framing")) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    start = point(event);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [x0, y0, x1, y1] = box(start, point(event));
    rect.setAttribute("x", x0);
    rect.setAttribute("y", y0);
    rect.setAttribute("width", x1 - x0);
    rect.setAttribute("height", y1 - y0);
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!start) return;
    const sides = box(start, point(event));
    start = null;
    if (sides[2] - sides[0] > 4 && sides[3] - sides[1] > 4) open("box", sides.map(Math.round).join(","));
  });
})();
