/** Principals: who a ceremony found, until a server exchanges the code for it. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { InvalidCode } from "@passlock-sdk/contract/PasslockError"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Secret from "../state/secret.js"
import type { Caller, HandlersOf } from "./handlers.js"
import { refuse } from "./refusal.js"
import type { Signing } from "./signing.js"

/** What a successful ceremony answers beside its tag. */
export interface Issued {
  readonly principal: { readonly authenticatorId: string; readonly userId: string }
  readonly idToken: string
  readonly code: string
}

/** Makes the principal of a passkey that was just registered or used, and the code that is exchanged for it. */
export type Issue = (passkey: Passkey, userVerified: boolean, caller: Caller) => Effect.Effect<Issued>

export const makeIssue = (signing: Signing): Issue =>
  Effect.fnUntraced(function* (passkey, userVerified, { tenancy, ipAddress, userAgent }) {
    const now = yield* Clock.currentTimeMillis
    const platformName = passkey.platform?.name
    const principal: ExtendedPrincipal = {
      _tag: "ExtendedPrincipal",
      id: Secret.makeId(),
      authenticatorId: passkey.id,
      authenticatorType: "passkey",
      // Every passkey of the emulator was registered for a user.
      userId: passkey.userId ?? "",
      createdAt: now,
      expiresAt: now + tenancy.settings.principalLifetime,
      passkey: { verified: true, userVerified, ...(platformName !== undefined && { platformName }) },
      metadata: { ...(ipAddress !== undefined && { ipAddress }), ...(userAgent !== undefined && { userAgent }) }
    }
    const idToken = yield* signing.sign(principal, tenancy.id)
    const code = tenancy.principals.add(principal, now + tenancy.settings.codeLifetime, now)
    return { principal: { authenticatorId: principal.authenticatorId, userId: principal.userId }, idToken, code }
  })

export const handlers: HandlersOf<"Principals.exchange"> = {
  "Principals.exchange": Effect.fnUntraced(function* ({ code }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const exchange = tenancy.settings.singleUseCodes ? tenancy.principals.take : tenancy.principals.peek
    const principal = exchange(revealSecret(code), now)
    return principal ?? (yield* refuse(InvalidCode, "The code is unknown, expired or already used."))
  })
}
