// Arrow keys turn the page; everything works without this, too.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`nav.turn a[rel=${rel}]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
