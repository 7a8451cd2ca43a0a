// Putting an answer into the page: what is the same stays, and with it focus, selection
// and scroll, and so does what a person has folded, or is typing.

/** @param {Node} node @returns {node is Control} */
const isControl = (node) => node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement;
const isSwitch = (/** @type {Control} */ control) => control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type);
const held = (/** @type {Control} */ control) => (isSwitch(control) ? String("checked" in control && control.checked) : control.value);

/** put has a control hold something. @param {Control} control @param {string} text */
function put(control, text) {
  if (held(control) === text) return;
  if (isSwitch(control)) Object.assign(control, { checked: text === "true" });
  else control.value = text;
}

/** isOwn tells what belongs to the person at the page: values, folds, and what is revealed.
 * @param {string} name of an attribute @param {Element} element */
function isOwn(name, element) {
  if (element instanceof HTMLInputElement && (element.type === "hidden" || element.readOnly)) return false;
  if (name === "aria-pressed") return element.hasAttribute("data-reveal");
  if (name === "value") return isControl(element) && !isSwitch(element); // of a button or a choice it says what it does
  return ["checked", "selected", "open"].includes(name) || (["type", "class", "data-revealed"].includes(name) && element.hasAttribute("data-revealed"));
}

/** @param {Node} old @param {Node} next */
function beforeNodeMorphed(old, next) {
  if (!(old instanceof HTMLElement && next instanceof HTMLElement)) return true;
  if (old instanceof HTMLDetailsElement && next instanceof HTMLDetailsElement && old.dataset.open !== next.dataset.open) old.open = next.open;
  if (old.hasAttribute("data-keep") && next.childElementCount === 0) return false;
  return !old.isEqualNode(next);
}

/** morph puts an element, or what is in it, in place of an old one.
 * @param {Element} old @param {Element} next @param {"innerHTML" | "outerHTML"} morphStyle */
const morph = (old, next, morphStyle) => Idiomorph.morph(old, next, { morphStyle, callbacks: { beforeNodeMorphed, beforeAttributeUpdated: (name, element) => !isOwn(name, element) } });

/** @param {Iterable<Element>} elements @returns {Map<string, Control>} */
const controlsOf = (elements) => new Map([...elements].filter(isControl).map((control) => [control.id || `${control.name} ${control.value}`, control]));

/** remember notes what each control holds. */
const remember = () => new Map([...controlsOf(form().elements)].map(([key, control]) => [key, held(control)]));

/** morphPage puts a whole page in. After an action the controls hold what the answer says, but
 * for those that were changed since it was asked; after anything else what was typed.
 * @param {Element} page @param {Element} next @param {Map<string, string> | null} before an action: what they held */
function morphPage(page, next, before) {
  const answered = [...controlsOf(next.querySelectorAll("[name]"))].map(([key, control]) => ({ key, text: held(control) }));
  const [old, now] = [controlsOf(form().elements), remember()];
  const focus = before && next.querySelector("[autofocus]")?.id;
  morph(page, next, "outerHTML");
  const controls = controlsOf(form().elements);
  for (const { key, text } of answered) {
    const [control, typed] = [controls.get(key), now.get(key)];
    if (!control || control !== old.get(key) || typed === undefined || ["file", "hidden"].includes(control.type)) continue; // it came with the answer
    put(control, before?.get(key) === typed ? text : typed);
    if (control instanceof HTMLSelectElement && control.selectedIndex < 0) put(control, text);
  }
  if (focus) /** @type {HTMLElement | null} */ (unfold(byId(focus)))?.focus();
}
