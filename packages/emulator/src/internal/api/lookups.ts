/**
 * Two lookups that Passlock does not document. Its browser client calls them before it signals credentials to the
 * authenticator.
 */
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import { fail, type HandlersOf, type OperationsOf } from "./handler.js"

export const handlers: HandlersOf<OperationsOf<"Lookups">> = {
  "Lookups.credential": Effect.fnUntraced(function* ({ passkeyId }, { tenancy }) {
    const passkey = tenancy.vault.get(passkeyId)
    if (passkey === undefined) return yield* fail(NotFound, "The vault has no passkey with this ID.")
    const { id, userId, rpId } = passkey.credential
    return { credentialId: id, userId, rpId }
  }),

  "Lookups.credentials": Effect.fnUntraced(function* ({ passkeyIds }, { tenancy }) {
    const credentials = passkeyIds.flatMap((id) => tenancy.vault.get(id)?.credential ?? [])
    const [first] = credentials
    // A page signals what it gets, and the device then removes every other passkey: an ID with a typo would remove one.
    if (first === undefined || credentials.length < passkeyIds.length) {
      return yield* fail(NotFound, "The vault has no passkey with one of these IDs.")
    }
    const { userId, rpId } = first
    if (credentials.some((credential) => credential.userId !== userId || credential.rpId !== rpId)) {
      return yield* fail(BadRequest, "passkeyIds: expected passkeys of one user and one relying party")
    }
    return { rpId, userId, allAcceptedCredentialIds: credentials.map(({ id }) => id) }
  })
}
