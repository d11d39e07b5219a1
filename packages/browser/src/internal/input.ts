/** Checks the input that no endpoint's schema covers: mediation, signals and the options of a call. */

import { expected, type Issue, type Parsed, unreadable } from "@passlock-sdk/contract/protocol/Issue"
import type { CallOptions } from "../CeremonyOptions.js"
import type { Signal } from "../Signal.js"
import { invalidInput } from "./errors.js"
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

/** Per signal: its fields, the input of its lookup, and the fields that the lookup does not return. */
const signals = {
  unknownCredential: { fields: { ...relyingParty, credentialId: "base64url" }, lookupField: "passkeyId", rest: {} },
  allAcceptedCredentials: {
    fields: { ...user, allAcceptedCredentialIds: { list: "base64url" } },
    lookupField: "passkeyIds",
    rest: {}
  },
  currentUserDetails: { fields: { ...user, ...names }, lookupField: "passkeyId", rest: names }
} as const

type CheckedSignal =
  | { readonly issues: ReadonlyArray<Issue> }
  | { readonly signal: Signal }
  | {
      /** The input of the lookup. The call checks it. */
      readonly request: { readonly passkeyId: string } | { readonly passkeyIds: ReadonlyArray<string> }
      /** Builds the signal from the response of the lookup, or the fields of a `NotFound`. */
      readonly complete: (lookedUp: object) => { readonly signal: Signal } | { readonly notFound: NotFoundFields }
    }

/** Returns the signal, the lookup that it needs first, or every issue of the input. */
export const checkSignal = (name: Signal["signal"], input: unknown): CheckedSignal =>
  readSafely<CheckedSignal>(() => {
    const { fields, lookupField, rest } = signals[name]
    const needsLookup = typeof input === "object" && input !== null && lookupField in input
    const checked = check({ fields: needsLookup ? rest : fields }, input)
    if ("issues" in checked) return checked
    const complete = (lookedUp: object) => ({
      signal: { ...lookedUp, ...(checked.value as object), signal: name } as Signal
    })
    if (!needsLookup) return complete({})
    const request = { [lookupField]: (input as never)[lookupField] } as never
    return {
      request,
      complete: (lookedUp) => {
        const notFound = missingCredentials(request, lookedUp)
        return notFound === undefined ? complete(lookedUp) : { notFound }
      }
    }
  })

interface NotFoundFields {
  readonly operation: string
  readonly message: string
  readonly attempts: number
  readonly status: number
}

/** The device would hide the passkeys that a lookup left out. */
const missingCredentials = (
  { passkeyIds = [] }: { readonly passkeyIds?: ReadonlyArray<string> },
  { allAcceptedCredentialIds = [] }: { readonly allAcceptedCredentialIds?: ReadonlyArray<string> }
): NotFoundFields | undefined => {
  const found = new Set(allAcceptedCredentialIds).size
  const all = new Set(passkeyIds).size
  if (found >= all) return undefined
  const operation = "Lookups.credentials"
  const message = `${operation}: Passlock found ${found} of ${all} passkeys. Nothing was signalled.`
  return { operation, message, attempts: 1, status: 200 }
}

/** Reads the options of a call. Throws `InvalidInput`. */
export const optionsOf = (operation: string, input: CallOptions | undefined): CallOptions => {
  let issue = { ...unreadable, path: "options" }
  try {
    const options = { ...input }
    if (options.signal === undefined || isSignal(Object(options.signal))) return options
    issue = { path: "signal", message: expected("an AbortSignal", options.signal) }
  } catch {}
  throw invalidInput(operation, [issue])
}

const isSignal = (value: object): boolean =>
  typeof Reflect.get(value, "aborted") === "boolean" &&
  ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function")
