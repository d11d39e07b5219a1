/** Runs the suite in workerd, without Node.js APIs. */
import * as Promises from "../dist/index.js"
import { run } from "./suite.mjs"

export default {
  async test(_, { settings }) {
    console.log(JSON.stringify(await run(Promises, settings)))
  }
}
