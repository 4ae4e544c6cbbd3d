// Titles and issuers while typing, as links. Without this the browser's own list stands in.
const list = document.getElementById("known");
const box = list && document.querySelector("input[list=known]");
const offers = document.createElement("ul");
let waiting = 0;

async function offer() {
  const typed = box.value.trim();
  if (typed.length < 2) return offers.replaceChildren();
  const answer = await fetch(`${list.dataset.source}?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || typed !== box.value.trim()) return;
  offers.replaceChildren(...(await answer.json()).map(line));
}

function line({ value, label, url }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const note = document.createElement("span");
  link.href = url;
  link.textContent = value;
  note.textContent = label;
  note.className = "meta";
  item.append(link, " ", note);
  return item;
}

if (box) {
  box.removeAttribute("list");
  offers.className = "offers";
  offers.ariaLabel = list.dataset.label;
  list.before(offers);
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => offer().catch(() => {}), 150);
  });
  box.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") offers.replaceChildren();
  });
}
