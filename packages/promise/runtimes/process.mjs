/** Runs the suite in Node.js, Bun and Deno. */
import * as Promises from "../dist/index.js"
import { run } from "./suite.mjs"

console.log(JSON.stringify(await run(Promises, JSON.parse(process.argv[2]))))
