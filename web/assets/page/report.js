// The connection test. The server renders the report, as it does without this
// script, again and again while it grows.

import { base, byId, inLanguage } from "./form.js";
import { ask } from "./ask.js";
import { clone, fill, fillList, place, problemItem, setState, showRefusal, word } from "./show.js";
import { begin, exchangeTested, mark } from "./tested.js";

const report = document.querySelector("#report .report");
const view = report.querySelector('[data-slot="view"]');
let testing = null;

export const cancel = () => testing?.abort();

// exchangeReport puts another report, or none, in place of this one, and gives it
// back. A test that still runs is ended.
/** @param {{ verdict?: string, nodes?: Node[], tested?: object }} [next] */
export function exchangeReport({ verdict = "", nodes = [], tested } = {}) {
  const running = testing;
  const before = { verdict: running ? "cancelled" : report.dataset.verdict, nodes: [...view.childNodes] };
  end();
  running?.abort();
  empty(verdict);
  view.replaceChildren(...nodes);
  return { ...before, tested: exchangeTested(tested) };
}

// While a test runs its button does nothing, but it can be clicked: the second click
// of two would otherwise take the focus away and give it to nothing.
byId("test").addEventListener("mousedown", (event) => testing && event.preventDefault());

export async function test() {
  if (testing) return;
  const mine = (testing = new AbortController());
  empty("running");
  const input = begin();
  byId("cancel").hidden = false;
  if (document.activeElement === byId("test")) byId("cancel").focus({ preventScroll: true });
  byId("test").setAttribute("aria-disabled", "true");
  bringIntoView();
  try {
    const question = await documented(input);
    if (testing !== mine || !question) return;
    const response = await fetch(`${base}/report${inLanguage}`, {
      method: "POST", signal: mine.signal, headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" },
      body: JSON.stringify(question),
    });
    if (!response.ok) {
      const { error } = await response.json();
      setVerdict("");
      exchangeTested();
      return showRefusal(error);
    }
    for await (const [name, data] of events(response.body)) {
      if (testing !== mine) return;
      if (name === "view") showView(data);
      if (name === "report") setVerdict(data.outcome, data.authelia);
      if (name === "error") {
        setVerdict("broken");
        return showRefusal(data.error);
      }
    }
    if (report.dataset.verdict === "running") throw new Error("the stream ended early");
  } catch {
    if (testing !== mine) return; // the report was taken away
    setVerdict(mine.signal.aborted ? "cancelled" : "broken");
    if (!mine.signal.aborted) showRefusal(word("error", "unreachable"));
  } finally {
    if (testing === mine) {
      end();
      bringIntoView();
    }
  }
}

// documented gives what the server is asked. A text that was imported stays here, so it is
// judged here: what is wrong with it is why there is no test, and null is then returned.
async function documented({ text, ...input }) {
  if (!text) return input;
  const judged = await ask("evaluate", { ...input, text }).catch(() => /** @type {any} */ ({ error: word("error", "module") }));
  if (judged.error) {
    setVerdict("");
    exchangeTested();
    showRefusal(judged.error);
    return null;
  }
  if (judged.ok) return { ...input, values: judged.values, contents: judged.contents };
  const list = clone("findings-template");
  fillList(list, judged.problems.map((problem) => problemItem(problem, place(problem.key))));
  view.replaceChildren(list);
  setVerdict("untested", judged.authelia);
  mark();
  return null;
}

function end() {
  testing = null;
  byId("test").removeAttribute("aria-disabled");
  if (document.activeElement === byId("cancel")) byId("test").focus({ preventScroll: true });
  byId("cancel").hidden = true;
}

function empty(verdict) {
  clearTimeout(soon);
  showRefusal("");
  view.replaceChildren();
  folds.clear();
  setVerdict(verdict);
}

// bringIntoView shows whoever still waits what has come of it. It leaves a moment for
// the second click of two, which would hit something else if the page moved before.
let soon = 0;

addEventListener("click", ({ target }) => {
  if (!(target instanceof Element && target.closest("#test, #cancel"))) clearTimeout(soon); // who is elsewhere by now stays there
}, true);

function bringIntoView() {
  clearTimeout(soon);
  soon = setTimeout(() => {
    if (![byId("cancel"), byId("test"), document.body].some((element) => element === document.activeElement)) return;
    const outcome = byId("refusal").hidden ? report.querySelector('[data-slot="verdict"]') : byId("refusal");
    outcome.scrollIntoView({ block: "nearest" });
  }, 300);
}

function setVerdict(verdict, authelia) {
  report.dataset.verdict = verdict;
  const line = report.querySelector('[data-slot="verdict"]');
  if (authelia !== undefined) fill(line, { authelia });
  setState(line, verdict);
}

// What a person folded or unfolded, by the id of the <details>.
const folds = new Map();

view.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details?.id) folds.set(details.id, !details.open); // as it will be after this click
});

// showView puts a rendering in, and leaves folds and focus as they were.
function showView(html) {
  const focused = view.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : undefined;
  const next = document.createElement("template");
  next.innerHTML = html;
  for (const [id, open] of folds) {
    const details = next.content.getElementById(id);
    if (details) details.open = open;
  }
  view.replaceChildren(next.content);
  mark();
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

// events reads server-sent events from a response.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const lines = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
      yield [lines.event, JSON.parse(lines.data)];
    }
  }
}
