/** Errors, and the claims of an id_token. */
import type * as IdToken from "@passlock-sdk/contract/IdToken"
import type { ApiErrorClass } from "@passlock-sdk/contract/PasslockError"
import {
  documented,
  type Encoded,
  type ErrorReference,
  type Fact,
  type Facts,
  inferred,
  tested,
  withFormat,
  withNote
} from "./Fact.js"

const bodyFields = (fact: Fact) => ({ _tag: fact, message: fact })

/** What is known of each error, independent of the endpoint. */
export const errors: {
  readonly [Tag in ApiErrorClass["_tag"]]: ErrorReference<Extract<ApiErrorClass, { readonly _tag: Tag }>>
} = {
  Unauthorized: {
    status: withNote(inferred, "in Passlock's public schemas; when it occurs is unknown"),
    fields: bodyFields(inferred)
  },
  Forbidden: { status: documented, fields: { _tag: documented, message: withNote(documented, "may be absent") } },
  NotFound: { status: documented, fields: bodyFields(documented) },
  BadRequest: { status: tested, fields: bodyFields(tested) },
  InvalidCode: { status: tested, fields: bodyFields(tested) },
  InvalidChallenge: { status: tested, fields: bodyFields(tested) },
  InvalidChallengeCode: { status: tested, fields: bodyFields(tested) },
  ChallengeExpired: { status: inferred, fields: bodyFields(inferred) },
  ChallengeAttemptsExceeded: { status: inferred, fields: bodyFields(inferred) },
  ChallengeRateLimited: {
    status: documented,
    fields: {
      ...bodyFields(documented),
      retryAfterSeconds: { ...documented, note: "the same as the `Retry-After` header", format: "count" }
    }
  },
  PasskeyNotFound: {
    status: tested,
    fields: { ...bodyFields(tested), credentialId: withFormat(tested, "base64url"), rpId: tested }
  },
  InvalidTenancy: {
    status: withNote(inferred, "in Passlock's tests; when it occurs, and with which status, is unknown"),
    fields: bodyFields(tested)
  }
}

/** What is known of the claims of an id_token. */
export const claims: Facts<Encoded<typeof IdToken.Claims>> = {
  sub: documented,
  jti: documented,
  iat: documented,
  exp: documented,
  "a:id": documented,
  "a:typ": documented,
  "pk:uv": documented
}
