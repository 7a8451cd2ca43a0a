// What the page is made of: its form, whose fields are all of its state.

const root = document.documentElement;
const byId = (/** @type {string} */ id) => document.getElementById(id);
const form = () => document.forms.namedItem("wizard") ?? document.createElement("form");
const base = root.dataset.base ?? "";

/** within is the element around an event's target that a selector names.
 * @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const within = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

/** holdsText tells whether one types into an element, which then has an undo of its own. @param {EventTarget | null} target */
const holdsText = (target) => target instanceof Element && target.matches("input:not([type=radio], [type=checkbox], [type=file]), textarea");

/** fields are what the form holds, as a browser would send it; files are read when they are chosen. */
function fields() {
  /** @type {Fields} */
  const all = {};
  for (const [name, text] of new FormData(form())) if (typeof text === "string") (all[name] ??= []).push(text);
  return all;
}

/** say has assistive technology read a text out. @param {string} text */
function say(text) {
  const said = byId("said");
  if (said) [said.textContent, said.textContent] = ["", text];
}

/** trouble shows one of the messages that stand ready in the page for what can go wrong here.
 * @param {string} name @param {string} [text] what the server says of it */
function trouble(name, text = "") {
  root.dataset.trouble = name;
  for (const server of document.querySelectorAll('[data-message="server"]')) server.textContent = text;
}

/** save hands a file to the browser, byte for byte. @param {string} name @param {BlobPart} content */
function save(name, content, type = "application/octet-stream") {
  const url = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name.split("/").pop() }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** unfold opens what an element is folded away in. @param {Element | null} element */
function unfold(element) {
  for (let fold = element?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  return element;
}
