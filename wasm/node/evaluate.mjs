// node evaluate.mjs MODULE WASM_EXEC
// Answers each line of standard input, an input as JSON, with one line: the
// string that the module returned, as JSON, so that its bytes can be compared.
import { createInterface } from "node:readline";
import { load } from "./load.mjs";

const [module, glue] = process.argv.slice(2);
const { evaluate } = await load(module, glue);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(evaluate(JSON.parse(line))) + "\n");
}
process.stdout.write("", () => process.exit(0)); // the module itself never ends
