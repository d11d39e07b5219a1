/**
 * Two look-ups that Passlock does not document and that its browser client uses, to tell the device which credentials
 * are still good.
 */
import * as Endpoint from "@passlock-sdk/contract/Endpoint"
import { BadRequest, NotFound } from "@passlock-sdk/contract/PasslockError"
import { PathValue } from "@passlock-sdk/contract/Text"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HandlersOf } from "./handlers.js"
import { refuse } from "./refusal.js"

const findCredential = Endpoint.make({
  operation: "Lookups.credential",
  summary: "Find the credential of a passkey",
  method: "GET",
  path: "/v2/{tenancyId}/credential/{passkeyId}",
  authentication: "none",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: {
    status: 200,
    /** `userId` is the WebAuthn user handle: the look-up is made for WebAuthn's signal calls, which want it. */
    schema: Schema.Struct({ credentialId: Schema.String, userId: Schema.String, rpId: Schema.String })
  },
  errors: [NotFound],
  repeatable: true
})

const findCredentials = Endpoint.make({
  operation: "Lookups.credentials",
  summary: "Find the credentials of several passkeys of one user",
  method: "GET",
  path: "/v2/{tenancyId}/credentials/{passkeyIds}",
  authentication: "none",
  request: { path: Schema.Struct({ passkeyIds: PathValue }) },
  success: {
    status: 200,
    schema: Schema.Struct({
      rpId: Schema.String,
      userId: Schema.String,
      allAcceptedCredentialIds: Schema.Array(Schema.String)
    })
  },
  errors: [NotFound],
  repeatable: true
})

export const all = [findCredential, findCredentials] as const

export const handlers: HandlersOf<(typeof all)[number]["operation"]> = {
  "Lookups.credential": Effect.fnUntraced(function* ({ passkeyId }, { tenancy }) {
    const passkey = tenancy.vault.get(passkeyId)
    if (passkey === undefined) return yield* refuse(NotFound, "There is no passkey with this id.")
    const { id, userId, rpId } = passkey.credential
    return { credentialId: id, userId, rpId }
  }),

  "Lookups.credentials": Effect.fnUntraced(function* ({ passkeyIds }, { tenancy }) {
    // An id that the vault no longer holds is left out: that it is missing is what the device shall learn.
    const credentials = passkeyIds.split(",").flatMap((id) => tenancy.vault.get(id)?.credential ?? [])
    const [first] = credentials
    if (first === undefined) return yield* refuse(NotFound, "There is no passkey with any of these ids.")
    const { userId, rpId } = first
    if (credentials.some((credential) => credential.userId !== userId || credential.rpId !== rpId)) {
      return yield* refuse(BadRequest, "passkeyIds: expected passkeys of one user at one relying party")
    }
    return { rpId, userId, allAcceptedCredentialIds: credentials.map(({ id }) => id) }
  })
}
