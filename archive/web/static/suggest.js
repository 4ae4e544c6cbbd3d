// Titles and issuers while typing. The list is there without this, too, only shorter.
const list = document.getElementById("known");
const box = list && document.querySelector("input[list=known]");
let waiting = 0;
let asked = "";

async function offer() {
  const typed = box.value.trim();
  if (typed.length < 2 || typed === asked) return;
  asked = typed;
  const answer = await fetch(`${list.dataset.source}?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || typed !== box.value.trim()) return;
  list.replaceChildren(
    ...(await answer.json()).map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label;
      return option;
    }),
  );
}

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => offer().catch(() => {}), 150);
});
