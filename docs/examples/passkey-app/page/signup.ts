/** The sign-up page. */
import * as OneTimeCode from "./oneTimeCode.js"
import { listen } from "./tabs.js"

listen((message) => {
  if (message.event === "logged in") location.assign("/account")
})

await OneTimeCode.start()
