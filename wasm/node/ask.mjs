// node ask.mjs MODULE WASM_EXEC
// Puts each line of standard input, [name, question] as JSON, to the workshop and
// answers with one line: the string that it returned, as JSON.
import { createInterface } from "node:readline";
import { load } from "./load.mjs";

const [module, glue] = process.argv.slice(2);
const { ask } = await load(module, glue, "redisWorkshop");
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [name, question] = JSON.parse(line);
  process.stdout.write(JSON.stringify(ask(name, JSON.stringify(question))) + "\n");
}
process.stdout.write("", () => process.exit(0)); // the module itself never ends
