// Buttons for what only a browser can do: the clipboard, files, passwords, shortcuts, and
// the explanation of a code beside the form.

const textOf = (/** @type {string} */ id) => String(Object(byId(id)).value ?? byId(id)?.textContent ?? "");

/** copy puts a text on the clipboard. Where that is not permitted, or there is no secure
 * context, it selects the element that shows it, the old way.
 * @param {HTMLElement} button @param {string} id */
async function copy(button, id) {
  let done = true;
  try {
    await navigator.clipboard.writeText(textOf(id));
  } catch {
    const source = unfold(byId(id));
    if (source instanceof HTMLInputElement) source.select();
    else if (source) getSelection()?.selectAllChildren(source);
    done = document.execCommand("copy");
  }
  button.dataset.state = done ? "done" : "failed";
  if (done) say(button.dataset.said ?? "");
  setTimeout(() => delete button.dataset.state, 2500);
}

/** @param {HTMLElement} button @param {string} id */
function reveal(button, id) {
  const control = byId(id);
  const show = button.getAttribute("aria-pressed") !== "true";
  if (control instanceof HTMLInputElement) control.type = show ? "text" : "password";
  else control?.classList.toggle("concealed", !show);
  control?.toggleAttribute("data-revealed", show);
  button.setAttribute("aria-pressed", String(show));
}

/** explain shows what there is to say about a code beside the form. @param {HTMLDialogElement} drawer @param {string} url */
async function explain(drawer, url) {
  const answer = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  drawer.replaceChildren(...(answer.querySelector("main > article")?.childNodes ?? []));
  if (!drawer.open) drawer.showModal();
}

document.addEventListener("click", (event) => {
  const [button, drawer] = [within(event, "[data-copy], [data-reveal], [data-save], [data-cancel], [data-retry], [data-close]"), byId("drawer")];
  const link = within(event, "a[href]");
  const target = link instanceof HTMLAnchorElement && link.pathname === location.pathname ? byId(decodeURIComponent(link.hash.slice(1))) : null;
  const { copy: copied, reveal: revealed, save: saved, cancel, retry: again } = button?.dataset ?? {};
  if (button && copied) copy(button, copied);
  else if (button && revealed) reveal(button, revealed);
  else if (button && saved) save(button.dataset.name ?? "", textOf(saved));
  else if (cancel !== undefined) stream?.abort();
  else if (again !== undefined) retry();
  else if (button) button.closest("dialog")?.close();
  else if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  else if (target) /** @type {HTMLElement | null} */ (unfold(target))?.focus();
  else if (link instanceof HTMLAnchorElement && link.matches("a.code") && drawer instanceof HTMLDialogElement) explain(drawer, link.href).catch(() => open(link.href));
  else return;
  event.preventDefault();
});

// A shortcut presses the button that names it.
addEventListener("keydown", (event) => {
  const key = (event.ctrlKey || event.metaKey ? "Control+" : "") + event.key;
  if (document.querySelector("dialog[open]") || (key.length === 1 && holdsText(event.target))) return;
  const button = [...document.querySelectorAll("[data-key]")].find((e) => e.getAttribute("data-key") === key && e.checkVisibility());
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.click();
});
