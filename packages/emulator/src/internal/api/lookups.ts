/**
 * Two look-ups that Passlock does not document and that its browser client uses, to tell the device which credentials
 * are still good.
 */
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import type { HandlersOf } from "./handlers.js"
import { refuse } from "./refusal.js"

export const handlers: HandlersOf<"Lookups.credential" | "Lookups.credentials"> = {
  "Lookups.credential": Effect.fnUntraced(function* ({ passkeyId }, { tenancy }) {
    const passkey = tenancy.vault.get(passkeyId)
    if (passkey === undefined) return yield* refuse(NotFound, "There is no passkey with this id.")
    const { id, userId, rpId } = passkey.credential
    return { credentialId: id, userId, rpId }
  }),

  "Lookups.credentials": Effect.fnUntraced(function* ({ passkeyIds }, { tenancy }) {
    // An id that the vault no longer holds is left out: that it is missing is what the device shall learn.
    const credentials = passkeyIds.flatMap((id) => tenancy.vault.get(id)?.credential ?? [])
    const [first] = credentials
    if (first === undefined) return yield* refuse(NotFound, "There is no passkey with any of these ids.")
    const { userId, rpId } = first
    if (credentials.some((credential) => credential.userId !== userId || credential.rpId !== rpId)) {
      return yield* refuse(BadRequest, "passkeyIds: expected passkeys of one user at one relying party")
    }
    return { rpId, userId, allAcceptedCredentialIds: credentials.map(({ id }) => id) }
  })
}
