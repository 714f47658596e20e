// What a reader has chosen, kept in the address: language, filters, date, statement and own reading.
const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : location.hash && { [byId(location.hash.slice(1)) ? "at" : "open"]: location.hash.slice(1) });
function note(key, value) {
  if (value) state.set(key, value); else state.delete(key);
  history.replaceState(history.state, "", `${location.pathname}${location.search}${state.size ? `#${state}` : ""}`);
}
function go(id) {
  const target = byId(id);
  target.scrollIntoView();
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  note("at", id);
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  go(link.hash.slice(1));
});
addEventListener("hashchange", () => location.reload());
