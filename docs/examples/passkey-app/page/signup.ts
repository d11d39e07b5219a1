/** The page on which an account begins. */
import * as MailedCode from "./mailedCode.js"
import { listen } from "./tabs.js"

listen((news) => {
  if (news.event === "logged in") location.assign("/account")
})

await MailedCode.start()
