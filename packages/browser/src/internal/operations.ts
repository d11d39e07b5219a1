/** The operations that a page calls, made from `wire.json`. */
import type { AuthenticationOptions } from "@passlock-sdk/contract/Authentication"
import type { CredentialLookup, CredentialsLookup } from "@passlock-sdk/contract/Passkey"
import type { Operation } from "@passlock-sdk/contract/protocol/Call"
import type { RegistrationOptions } from "@passlock-sdk/contract/Registration"
import { type WireError, wireErrors } from "./errors.js"
import { check, type ValueSchema } from "./schema.js"
import wire from "./wire.json" with { type: "json" }

interface VerifiedOnTheWire {
  readonly principal: { readonly authenticatorId: string; readonly userId: string }
  readonly id_token: string
  readonly code: string
}

/** The value of each operation. */
export interface Values {
  "Registration.options": RegistrationOptions
  "Registration.verify": VerifiedOnTheWire
  "Authentication.options": AuthenticationOptions
  "Authentication.verify": VerifiedOnTheWire
  "Lookups.credential": CredentialLookup
  "Lookups.credentials": CredentialsLookup
}

interface WireEndpoint extends Pick<Operation<WireError>, "method" | "path" | "idempotent" | "secrets"> {
  readonly input: ValueSchema
  readonly success: ValueSchema
  readonly errors: ReadonlyArray<string>
}

export const operationOf = (name: keyof Values): Operation<WireError> => {
  const { errors, input, success, ...endpoint } = wire.endpoints[name] as unknown as WireEndpoint
  return {
    ...endpoint,
    operation: name,
    [endpoint.method === "GET" ? "encodePath" : "encodeBody"]: (value: unknown) => check(input, value),
    decode: (body) => check(success, body),
    errors: wireErrors(errors)
  }
}
