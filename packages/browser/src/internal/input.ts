/** Checks the input that no endpoint's schema covers: mediation and signals. */

import type { Issue, Parsed } from "@passlock-sdk/contract/protocol/Issue"
import type { Signal } from "../Signal.js"
import { check, readSafely, type ValueSchema } from "./schema.js"

export type Mediation = "conditional" | "required"

const mediation: ValueSchema = { fields: {}, optional: { mediation: { oneOf: ["conditional", "required"] } } }

/** The `mediation` of a request. The call checks the rest. */
export const checkMediation = (request: unknown): Parsed<Mediation | undefined> => {
  const checked = check(mediation, Object(request))
  return "issues" in checked ? checked : { value: (checked.value as { mediation?: Mediation }).mediation }
}

const relyingParty = { rpId: "nonEmpty" } as const
const user = { ...relyingParty, userId: "base64url" } as const
const names = { name: "nonEmpty", displayName: "string" } as const

/** Per signal: its fields, the id that a lookup finds the credential by, and the fields that a lookup does not return. */
const signals = {
  unknownCredential: { fields: { ...relyingParty, credentialId: "base64url" }, lookupId: "passkeyId", rest: {} },
  allAcceptedCredentials: {
    fields: { ...user, allAcceptedCredentialIds: { list: "base64url" } },
    lookupId: "passkeyIds",
    rest: {}
  },
  currentUserDetails: { fields: { ...user, ...names }, lookupId: "passkeyId", rest: names }
} as const

type CheckedSignal =
  | { readonly issues: ReadonlyArray<Issue> }
  | { readonly signal: Signal }
  | {
      /** The input of the lookup. The call checks it. */
      readonly request: { readonly passkeyId: string } | { readonly passkeyIds: ReadonlyArray<string> }
      /** Builds the signal from the response of the lookup. */
      readonly complete: (found: object) => Signal
    }

/** The signal, the lookup it needs first, or every issue of the input. */
export const checkSignal = (name: Signal["signal"], input: unknown): CheckedSignal =>
  readSafely(() => {
    const { fields, lookupId, rest } = signals[name]
    const needsLookup = typeof input === "object" && input !== null && lookupId in input
    const checked = check({ fields: needsLookup ? rest : fields }, input)
    if ("issues" in checked) return checked
    const complete = (found: object): Signal => ({ ...found, ...(checked.value as object), signal: name }) as Signal
    return needsLookup
      ? { request: { [lookupId]: (input as never)[lookupId] } as never, complete }
      : { signal: complete({}) }
  })
