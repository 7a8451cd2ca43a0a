// The page's script: events become questions, and answers the page. It holds no rule, no
// default and no message: those are Go's, and all state is in the fields of the form.

/** @param {EventTarget | null} target @returns {target is Control} */
const inForm = (target) => target instanceof Element && isControl(target) && target.form === form() && target.name !== "" && target.type !== "file";

document.addEventListener("input", (event) => {
  if (!inForm(event.target)) return;
  const { inputAction } = event.target.dataset;
  if (inputAction && event instanceof InputEvent && event.inputType === "insertFromPaste") ask({ action: inputAction });
  else ask();
});

document.addEventListener("change", ({ target }) => inForm(target) && target.dataset.action && ask({ action: target.dataset.action }));

// A field that was left may complain.
document.addEventListener("focusout", ({ target }) => {
  const left = form().elements.namedItem("left");
  if (!(left instanceof HTMLInputElement) || !inForm(target)) return;
  const names = new Set(left.value.split(" ").filter(Boolean));
  if (names.has(target.name)) return;
  left.value = [...names.add(target.name)].join(" ");
  ask();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== form() || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (button.value === "undo" || button.value === "redo") return go(button.value);
  const language = /^language\.(.*)/.exec(button.value)?.[1];
  /** @type {HTMLElement | null} */ (button.closest("[popover]"))?.hidePopover();
  if (language) fetch(`${base}/?lang=${language}`, { method: "HEAD" }).catch(() => {}); // is remembered
  ask({ action: button.value, path: button.getAttribute("formaction") ?? undefined, language, local: "local" in button.dataset });
});

// Back and forward lead from place to place, with the form as it is.
addEventListener("popstate", () => location.pathname !== byId("page")?.dataset.path && ask({ path: location.pathname }));

// The page answers to typing now; what else there is to begin need not hold it up.
root.dataset.script = "running";
note("");
showSteps();
setTimeout(() => startModule().catch(() => {}));
setTimeout(() => {
  const typed = [...form().elements].some((e) => ("defaultValue" in e && "value" in e && e.value !== e.defaultValue) || ("defaultChecked" in e && "checked" in e && e.checked !== e.defaultChecked));
  if (!openLink() && !restore()) recall();
  if (typed) ask(); // before this script ran
});
