// The reader's language: chosen once, kept where the browser lets a page from disk keep something.
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { history.replaceState({ ...history.state, [key]: value }, ""); } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return history.state?.[key]; } };
const word = (key, values = {}) => Object.entries(values)
  .reduce((text, [name, value]) => text.replace(`{${name}}`, value), data.words[key][root.lang]);
// Browsers may lack Kazakh; its numbers and its alphabet are ordered as the Russian ones are.
const numbers = () => (root.lang === "en" ? "en" : "ru");
const numeral = (value, digits = 4) => new Intl.NumberFormat(numbers(), { maximumSignificantDigits: digits }).format(value).replace("-", "−");
const speaking = [];  // what must be said anew in another language

function speak(language) {
  root.lang = language;
  remember("language", language);
  document.title = word("title");
  for (const button of all("button[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  for (const option of all("option[data-word]")) option.textContent = word(option.dataset.word);
  label(document);
  for (const again of speaking) again();
}
function label(within) {
  for (const element of all("[data-label]", within)) element.setAttribute("aria-label", word(element.dataset.label));
  for (const cell of all("[data-shown]", within)) cell.dataset.head = word(cell.dataset.shown);
  for (const link of all("[data-path]", within)) link.href = `../../${link.dataset.path.replace("<language>", root.lang)}`;
}
