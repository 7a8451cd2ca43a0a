// The editor of a text that was brought: a plain text box with a gutter, in which the
// lines are numbered, and those marked that problems are about.

import { byId, form } from "./form.js";

const box = form.elements.yaml;
const gutter = byId("gutter");

const numbers = document.createElement("pre");
let lines = 0;
let scrolled = 0; // kept, because to ask for it lays the page out

// mark numbers the lines, and marks those of the items of a list of problems.
export function mark(problems = []) {
  const count = box.value.split("\n").length;
  if (count !== lines) numbers.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n") + "\n\n";
  lines = count;
  const worst = new Map();
  for (const item of problems) {
    const order = ["info", "warning", "error"];
    const { severity } = item.dataset;
    const line = Number(item.querySelector('[data-slot="spot"]').dataset.line);
    if (line > 0 && order.indexOf(severity) > order.indexOf(worst.get(line) ?? "")) worst.set(line, severity);
  }
  gutter.replaceChildren(numbers, ...[...worst].map(([line, severity]) => {
    const dot = Object.assign(document.createElement("span"), { className: "mark" });
    dot.dataset.severity = severity;
    dot.dataset.line = line;
    dot.style.setProperty("--above", String(line - 1));
    return dot;
  }));
  if (scrolled > 0) gutter.scrollTop = scrolled;
}

box.addEventListener("scroll", () => (gutter.scrollTop = scrolled = box.scrollTop));

// goTo selects a line from a column on.
export function goTo(line, column) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  const shift = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  byId("import").open = true;
  box.focus();
  box.setSelectionRange(start + shift, start + (lines[line - 1] ?? "").length);
  box.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(box).lineHeight));
}

mark();
