// Dossiers and trails, each in a dialog of its own.
function show(dialog, content) {
  dialog.querySelector(".content").replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
async function openDossier(claim) {
  const dossier = (await dossiers()).get(claim)?.cloneNode(true);
  if (!dossier) return;
  dossier.querySelector("h2").id = "dossier-heading";
  await addJudging(dossier);
  show(byId("dossier"), [dossier]);
  note("open", claim);
}
function forget() {
  for (const key of [...state.keys()].filter((each) => each === "open" || each.startsWith("own."))) note(key, "");
}
byId("dossier").addEventListener("close", forget);
function element(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...[content].flat());
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
const file = (path) => { const shown = path.replace("<language>", root.lang); return element("a", element("code", shown), { href: `../../${shown}` }); };

// How a number was made: the cell, the rule and script of each table on its way, what defines it, the raw files.
function openTrail(trail, shown, key) {
  const { files, defined, raw } = data.trails[trail];
  const steps = files.map(([path, rule, script], place) => element("li", [
    word(place ? "trail_read" : "trail_stands"), " ", file(path), element("br", []),
    word("trail_rule"), " ", element("code", rule), ", ", word("trail_script"), " ", file(script),
  ]));
  steps.splice(1, 0, ...defined.map((path) => element("li", [word("trail_defined"), " ", file(path)])));
  const heading = element("h2", [word("made_by"), shown].filter(Boolean).join(": "), { id: "trail-heading" });
  show(byId("trail"), [heading, ...(key ? [element("p", element("code", key))] : []), element("ol", steps), ...rawTable(raw)]);
}
function rawTable(raw) {
  if (!raw.length) return [];
  const heads = ["series", "official_table", "raw_file", "grade", "licence"];
  const lines = raw.map((name) => {
    const [series, vintage] = name.split("/");
    const known = data.series[series];
    return element("tr", [
      element("th", known.title[root.lang], { scope: "row" }), element("td", [known.table[root.lang], element("br", []), known.publisher[root.lang]]),
      element("td", [file(`data/raw/${name}.csv`), element("br", []), `${word("vintage")} ${vintage}`, element("br", []),
        element("small", ["sha256 ", element("code", data.raw[name])])]),
      element("td", known.grade), element("td", known.licence[root.lang]),
    ]);
  });
  return [element("h3", word("raw_files")), element("div", element("table", [
    element("thead", element("tr", heads.map((head) => element("th", word(head), { scope: "col" })))), element("tbody", lines),
  ]), { class: "scroll", tabindex: "0", role: "region", "aria-label": word("raw_files") })];
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dossier]");
  if (opener) openDossier(opener.dataset.dossier);
  const made = event.target.closest("[data-trail]");
  if (made) openTrail(made.dataset.trail, made.ariaLabel ? "" : made.innerText.trim(), made.dataset.key);
  if (event.target.closest("dialog > .close") || event.target.matches("dialog")) event.target.closest("dialog").close();
  const language = event.target.closest("button[data-language]");
  if (language) speak(language.dataset.language);
});
