// Starting afresh: what stands on the page beside the form's options is taken away
// with them, and kept in memory, so that it can be brought back.

import { byId, chooseVersion, form, options } from "./form.js";
import { reveal } from "./show.js";
import { exchangeText } from "./bring.js";
import { choose, firstTab } from "./take.js";
import { exchangePlan } from "./plan.js";
import { exchangeReport } from "./report.js";

const { ca, log, neighbours, tab, vantage } = form.elements;

// blank is the rest of a page that shows a set-up for the first time.
export const blank = ({ authelia, neighbours }) => ({ neighbours, plan: { version: [authelia, authelia] }, tab: firstTab });

// exchange puts the rest of another page in place of this one's, and gives that back.
export function exchange(next) {
  const before = {
    ca: ca.value, log: log.value, neighbours: neighbours.checked, vantage: vantage?.value, tab: tab.value,
    text: exchangeText(next.text), plan: exchangePlan(next.plan), report: exchangeReport(next.report),
    opened: exchangeNodes(byId("opened"), next.opened), explained: exchangeNodes(byId("explained"), next.explained),
  };
  ca.value = next.ca ?? "";
  log.value = next.log ?? "";
  neighbours.checked = next.neighbours;
  if (vantage) vantage.value = next.vantage ?? "";
  byId("opened").hidden = byId("opened").childElementCount === 0;
  byId("shared").hidden = true;
  for (const button of form.querySelectorAll('[data-reveal][aria-pressed="true"]')) reveal(button);
  choose(next.tab);
  return before;
}

function exchangeNodes(where, nodes = []) {
  const before = [...where.childNodes];
  where.replaceChildren(...nodes);
  return before;
}
