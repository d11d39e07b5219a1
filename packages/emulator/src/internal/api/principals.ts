/** Creates the principal of a successful ceremony, and exchanges its code. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { InvalidCode } from "@passlock-sdk/contract/PasslockError"
import type { ExtendedPrincipal } from "@passlock-sdk/contract/Principal"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Secret from "../state/secret.js"
import { fail, type HandlersOf, type TenancyContext } from "./handler.js"
import type { SigningKeys } from "./jwks.js"

/** The response of a successful ceremony, without its tag. */
export interface CeremonyResult {
  readonly principal: { readonly authenticatorId: string; readonly userId: string }
  readonly idToken: string
  readonly code: string
}

/** Creates the principal of a passkey that was just registered or used, its id_token and its exchange code. */
export type CreatePrincipal = (
  passkey: Passkey,
  userVerified: boolean,
  context: TenancyContext
) => Effect.Effect<CeremonyResult>

export const makeCreatePrincipal = (keys: SigningKeys): CreatePrincipal =>
  Effect.fnUntraced(function* (passkey, userVerified, { tenancy, ipAddress, userAgent }) {
    const now = yield* Clock.currentTimeMillis
    const platformName = passkey.platform?.name
    const principal: ExtendedPrincipal = {
      _tag: "ExtendedPrincipal",
      id: Secret.makeId(),
      authenticatorId: passkey.id,
      authenticatorType: "passkey",
      // Every passkey of the emulator has a user ID.
      userId: passkey.userId ?? "",
      createdAt: now,
      expiresAt: now + tenancy.settings.principalLifetime,
      passkey: { verified: true, userVerified, ...(platformName !== undefined && { platformName }) },
      metadata: { ...(ipAddress !== undefined && { ipAddress }), ...(userAgent !== undefined && { userAgent }) }
    }
    const idToken = yield* keys.sign(principal, tenancy.id)
    const code = tenancy.principals.add(principal, now + tenancy.settings.codeLifetime, now)
    return { principal: { authenticatorId: principal.authenticatorId, userId: principal.userId }, idToken, code }
  })

export const handlers: HandlersOf<"Principals.exchange"> = {
  "Principals.exchange": Effect.fnUntraced(function* ({ code }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const exchange = tenancy.settings.singleUseCodes ? tenancy.principals.take : tenancy.principals.peek
    const principal = exchange(revealSecret(code), now)
    return principal ?? (yield* fail(InvalidCode, "The exchange code is unknown, expired or already used."))
  })
}
