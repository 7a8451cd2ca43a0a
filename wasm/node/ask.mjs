// node ask.mjs MODULE WASM_EXEC
// Puts each line of standard input, [name, question] as JSON, to the module and
// answers with one line: the string that it returned, as JSON. The line
// ["language", translations] has the later ones answered in that language, and
// ["settings", settings] has the page drawn with those; both are answered with null.
import { createInterface } from "node:readline";
import { load } from "./load.mjs";

const [module, glue] = process.argv.slice(2);
const { ask, ...tell } = await load(module, glue);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [name, question] = JSON.parse(line);
  const answer = tell[name] ? tell[name](JSON.stringify(question)) : ask(name, JSON.stringify(question));
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.stdout.write("", () => process.exit(0)); // the module itself never ends
