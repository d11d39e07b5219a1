/** What the pages ask the server. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import type * as Answer from "../wire/answers.js"
import * as Account from "./account.js"
import { answer } from "./answers.js"
import * as Login from "./login.js"
import * as MailedCode from "./mailedCode.js"
import * as Names from "./names.js"
import * as Registration from "./registration.js"
import * as StepUp from "./stepUp.js"
import * as Visits from "./visits.js"

const visit = Effect.gen(function* () {
  const user = yield* Visits.member.pipe(
    Effect.map(({ account }) => Names.userOf(account)),
    Effect.catchTag("NotLoggedIn", () => Effect.succeed(null))
  )
  return { user, pendingCode: yield* MailedCode.pending } satisfies Answer.Visit
})

export const routes = HttpRouter.empty.pipe(
  HttpRouter.get("/visit", answer(visit)),

  HttpRouter.post("/mailed-code", answer(MailedCode.send)),
  HttpRouter.post("/mailed-code/verify", answer(MailedCode.verify)),
  HttpRouter.del("/mailed-code", answer(MailedCode.forget)),

  HttpRouter.post("/login", answer(Login.logIn)),
  HttpRouter.post("/logout", answer(Login.logOut)),

  HttpRouter.post("/registration/prepare", answer(Registration.prepare)),
  HttpRouter.post("/registration", answer(Registration.finish)),
  HttpRouter.post("/step-up/prepare", answer(StepUp.prepare)),
  HttpRouter.post("/step-up", answer(StepUp.finish)),

  HttpRouter.get("/account", answer(Account.show)),
  HttpRouter.patch("/account", answer(Account.rename)),
  HttpRouter.del("/account", answer(Account.deleteAccount)),
  HttpRouter.patch("/passkeys/:passkeyId", answer(Account.renamePasskey)),
  HttpRouter.del("/passkeys/:passkeyId", answer(Account.removePasskey)),
  HttpRouter.prefixAll("/api")
)
