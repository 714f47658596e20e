// What the page carries. Large parts travel as gzip in base64 and are unpacked when first needed.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const data = JSON.parse(byId("data").textContent);

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
const once = (make) => { let made; return () => (made ??= make()); };
const address = (text, type) => URL.createObjectURL(new Blob([text], { type }));
const carried = (id) => once(() => unpack(byId(id).textContent));
const library = (id) => once(async () => import(address(await unpack(byId(id).textContent), "text/javascript")));

const charting = library("charting");
const tabulating = library("tabulating");
const parsed = (id) => once(async () => JSON.parse(await unpack(byId(id).textContent)));
const panels = parsed("panels");
const explorer = once(async () => ({ ...await parsed("explorer")(), panel: await panels() }));
const known = once(async () => {
  const [register, cubes] = await Promise.all([parsed("register")(), panels()]);
  const stated = (name) => register.claims[name.split(".")[0]].parts[name.split(".")[1]].asserted;
  return { ...register, panels: cubes, stated };
});
const curves = parsed("curves");
const dossiers = once(async () => {
  const holder = document.createElement("template");
  holder.innerHTML = await carried(`dossiers-${root.lang}`)();
  return new Map(all("article", holder.content).map((article) => [article.dataset.claim, article]));
});

// Work that waits until its element is near the screen.
const waiting = new Map();
const observer = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((seen) => seen.isIntersecting)) {
    observer.unobserve(target);
    waiting.get(target)?.();
    waiting.delete(target);
  }
}, { rootMargin: "400px" });
function watch(element, action) {
  waiting.set(element, action);
  observer.unobserve(element);
  observer.observe(element);
}
