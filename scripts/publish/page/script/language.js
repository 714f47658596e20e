// The reader's language: in the address, else the one chosen last; the page is in one language at a time.
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { history.replaceState({ ...history.state, [key]: value }, ""); } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return history.state?.[key]; } };
const word = (key, values = {}) => Object.entries(values)
  .reduce((text, [name, value]) => text.replace(`{${name}}`, value), data.words[key][root.lang]);
// Browsers may lack Kazakh; its numbers and its alphabet are ordered as the Russian ones are.
const numbers = () => (root.lang === "kk" ? "ru" : root.lang);
const numeral = (value, digits = 4) => new Intl.NumberFormat(numbers(), { maximumSignificantDigits: digits }).format(value).replace("-", "−");

function speak(language) {
  remember("language", language);
  note("lang", language);
  history.replaceState({ ...history.state, pressed: language }, "");
  location.reload();
}
const wanted = [state.get("lang"), recall("language")].find((language) => data.languages.includes(language)) ?? data.languages[0];
if (wanted !== root.lang) {
  byId("page").innerHTML = await unpack(byId(`page-${wanted}`).textContent);
  byId("page").lang = root.lang = wanted;
}
document.title = word("title");
if (history.state?.pressed) document.querySelector(`button[data-language=${wanted}]`).focus({ preventScroll: true });
