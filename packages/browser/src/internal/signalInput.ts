/** What a signal is made from: what the caller knows, and what a look-up adds to it. */

import type { Issue } from "@passlock-sdk/contract/protocol/Issue"
import type { Signal } from "../Signal.js"
import { check, reading, type Shape } from "./shape.js"

const base64url: Shape = { is: "base64url", says: "a base64url text" }
const name: Shape = { is: "nonEmpty", says: "a non-empty text" }
const anyText: Shape = { is: "string", says: "a text" }
const relyingParty = { rpId: name }
const user = { ...relyingParty, userId: base64url }

/** The fields of each signal, and the one by which a look-up finds the rest. */
const parts = {
  unknownCredential: { whole: { ...relyingParty, credentialId: base64url }, given: {}, key: "passkeyId" },
  allAcceptedCredentials: {
    whole: { ...user, allAcceptedCredentialIds: { list: base64url } as Shape },
    given: {},
    key: "passkeyIds"
  },
  currentUserDetails: {
    whole: { ...user, name, displayName: anyText },
    given: { name, displayName: anyText },
    key: "passkeyId"
  }
} as const

export type Prepared =
  | { readonly issues: ReadonlyArray<Issue> }
  | { readonly signal: Signal }
  | {
      /** What to look up, not yet checked. */
      readonly request: { readonly passkeyId: string } | { readonly passkeyIds: ReadonlyArray<string> }
      /** The signal, with what was found. */
      readonly complete: (found: object) => Signal
    }

/** The signal, or the look-up that it needs first, or every fault of the input. */
export const prepare = (signal: Signal["signal"], input: unknown): Prepared => reading(() => prepared(signal, input))

const prepared = (signal: Signal["signal"], input: unknown): Prepared => {
  const { given, key, whole } = parts[signal]
  const hasKey = typeof input === "object" && input !== null && key in input
  const checked = check({ fields: hasKey ? given : whole }, input)
  if ("issues" in checked) return checked
  const complete = (found: object): Signal => ({ ...found, ...(checked.value as object), signal }) as Signal
  return hasKey
    ? {
        request: { [key]: (input as never)[key] } as never,
        complete
      }
    : { signal: complete({}) }
}
