/** The suite in workerd, with nothing of Node.js in it. */
import * as Promises from "passlock"
import { run } from "suite"

export default {
  async test(_, { settings }) {
    console.log(JSON.stringify(await run(Promises, settings)))
  }
}
