/** The suite in workerd, with nothing of Node.js in it. */
import * as Promises from "../dist/index.js"
import { run } from "./suite.mjs"

export default {
  async test(_, { settings }) {
    console.log(JSON.stringify(await run(Promises, settings)))
  }
}
