// Putting answers onto the page: <template> elements that the server rendered are
// cloned, and their slots filled. No message is written here.

import { base, byId } from "./form.js";

const words = Object.fromEntries([...byId("words").content.children].map((e) => [e.dataset.word, e.textContent]));
export const word = (group, name) => words[`${group}.${name}`] ?? name;

export const clone = (id) => byId(id).content.firstElementChild.cloneNode(true);

// fill puts texts into the slots of an element; an empty text hides its slot. A slot
// that says so already is not touched: in a live region it would be read out again.
export function fill(root, texts) {
  for (const [slot, given] of Object.entries(texts)) {
    const text = given ?? "";
    for (const e of root.querySelectorAll(`[data-slot="${slot}"]`)) {
      if (e.textContent !== String(text)) e.textContent = text;
      if (e.hidden !== (text === "")) e.hidden = text === "";
    }
  }
  return root;
}

export function setState(element, state) {
  element.dataset.states = state;
  for (const e of element.querySelectorAll("[data-when]")) e.hidden = e.dataset.when !== state;
}

// linkCode lets a code lead to what there is to say about it.
export function linkCode(root, code) {
  root.querySelector('[data-slot="code"]').href = `${base}/codes#${code ?? ""}`;
}

// problemItem is one problem; at is its line in a text that was brought.
/** @param {import("../../../wasm/wasm.d.ts").Problem} problem */
export function problemItem(problem, { link = "", label = "", at = 0 } = {}) {
  const item = clone("problem-template");
  item.dataset.severity = problem.severity;
  const place = item.querySelector('[data-slot="place"]');
  const spot = item.querySelector('[data-slot="spot"]');
  fill(item, { severity: word("severity", problem.severity), code: problem.code, message: problem.message, hint: problem.hint });
  fill(item, { link: link && label, label: link ? "" : label });
  if (problem.lang) item.querySelector('[data-slot="message"]').lang = problem.lang;
  item.querySelector('[data-slot="link"]').href = `#${link}`;
  place.hidden = !problem.line || at > 0;
  spot.hidden = at === 0;
  spot.href = `#line-${at}`;
  Object.assign(spot.dataset, { line: at, column: problem.column ?? 1 });
  if (problem.line) fill(item, { line: problem.line, column: problem.column, file: problem.file ? `${problem.file}, ` : "" });
  linkCode(item, problem.code);
  const fix = item.querySelector('[data-slot="fix"]');
  if (problem.fix) {
    fix.textContent = problem.fix.label;
    fix.value = `fix:${JSON.stringify({ set: problem.fix.set })}`;
  } else {
    fix.remove();
  }
  return item;
}

export function fillList(list, items) {
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
}

// place is where on the page a problem's option stands.
export function place(key) {
  if (!key || !byId(key)) return { label: key };
  const field = byId(key).closest("[data-label]");
  return { link: key, label: field?.dataset.label ?? byId(key).closest("fieldset")?.querySelector("legend")?.textContent };
}

export function showRefusal(message, where = byId("refusal")) {
  if (where !== byId("refusal")) return where.replaceChildren(Object.assign(document.createElement("p"), { className: "refusal", textContent: message }));
  where.textContent = message;
  where.hidden = message === "";
}

export async function copy(button) {
  const source = byId(button.dataset.copy);
  setState(button, (await copyText(source.textContent, source)) ? "done" : "failed");
  setTimeout(() => setState(button, "idle"), 2500);
}

// copyText puts a text on the clipboard. Where that is not permitted, or there is
// no secure context, it selects the element that shows it, the old way.
export async function copyText(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    source.closest("details")?.setAttribute("open", "");
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

// save hands a text to the browser as a file, byte for byte.
export function save(name, text, type = "application/octet-stream") {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name.split("/").pop() }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function reveal(button) {
  const control = byId(button.dataset.reveal);
  const show = button.getAttribute("aria-pressed") !== "true";
  if (control.tagName === "INPUT") control.type = show ? "text" : "password";
  else control.classList.toggle("concealed", !show);
  button.setAttribute("aria-pressed", show);
  setState(button, show ? "shown" : "hidden");
}
