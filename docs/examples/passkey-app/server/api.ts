/** The endpoints that the pages call. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import type * as Responses from "../wire/responses.js"
import * as Account from "./account.js"
import * as Login from "./login.js"
import * as Names from "./names.js"
import * as OneTimeCode from "./oneTimeCode.js"
import * as Registration from "./registration.js"
import { respond } from "./responses.js"
import * as SessionCookie from "./sessionCookie.js"
import * as StepUp from "./stepUp.js"

const currentSession = Effect.gen(function* () {
  const user = yield* SessionCookie.requireLogin.pipe(
    Effect.map(({ account }) => Names.userOf(account)),
    Effect.catchTag("NotLoggedIn", () => Effect.succeed(null))
  )
  return { user, pendingCode: yield* OneTimeCode.pending } satisfies Responses.CurrentSession
})

export const routes = HttpRouter.empty.pipe(
  HttpRouter.get("/session", respond(currentSession)),

  HttpRouter.post("/one-time-code", respond(OneTimeCode.send)),
  HttpRouter.post("/one-time-code/verify", respond(OneTimeCode.verify)),
  HttpRouter.del("/one-time-code", respond(OneTimeCode.cancel)),

  HttpRouter.post("/login/authorize", respond(Login.authorize)),
  HttpRouter.post("/login", respond(Login.logIn)),
  HttpRouter.post("/logout", respond(Login.logOut)),

  HttpRouter.post("/registration/authorize", respond(Registration.authorize)),
  HttpRouter.post("/registration", respond(Registration.finish)),
  HttpRouter.post("/step-up/authorize", respond(StepUp.authorize)),
  HttpRouter.post("/step-up", respond(StepUp.finish)),

  HttpRouter.get("/account", respond(Account.show)),
  HttpRouter.patch("/account", respond(Account.rename)),
  HttpRouter.del("/account", respond(Account.deleteAccount)),
  HttpRouter.patch("/passkeys/:passkeyId", respond(Account.renamePasskey)),
  HttpRouter.del("/passkeys/:passkeyId", respond(Account.removePasskey)),
  HttpRouter.prefixAll("/api")
)
