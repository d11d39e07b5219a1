/**
 * Example requests and responses of every endpoint, encoded as on the wire.
 *
 * @since 0.1.0
 */
import * as Authentication from "./Authentication.js"
import * as Challenge from "./Challenge.js"
import type * as Endpoint from "./Endpoint.js"
import type * as Endpoints from "./Endpoints.js"
import * as IdToken from "./IdToken.js"
import * as Lookup from "./Lookup.js"
import * as Passkey from "./Passkey.js"
import type { ApiErrorClass } from "./PasslockError.js"
import * as Principal from "./Principal.js"
import * as Registration from "./Registration.js"

/**
 * An example of each endpoint's request and response.
 *
 * @since 0.1.0
 * @category constants
 */
export const all: Endpoint.Examples<typeof Endpoints.every> = {
  ...Principal.principalExamples,
  ...Passkey.passkeyExamples,
  ...Challenge.challengeExamples,
  ...Registration.registrationExamples,
  ...Authentication.authenticationExamples,
  ...IdToken.keySetExamples,
  ...Lookup.lookupExamples
}

/** The error fields besides `_tag` and `message`. */
const ownFields: { readonly [Tag in ApiErrorClass["_tag"]]?: Readonly<Record<string, string | number>> } = {
  ChallengeRateLimited: { retryAfterSeconds: 30 },
  PasskeyNotFound: { credentialId: "Y3JlZGVudGlhbF8wMQ", rpId: "example.com" }
}

/**
 * Returns an example of an error's response body.
 *
 * @since 0.1.0
 * @category constructors
 */
export const error = (errorClass: ApiErrorClass): Readonly<Record<string, string | number>> => ({
  _tag: errorClass.wire.tag,
  message: `an example of ${errorClass._tag}`,
  ...ownFields[errorClass._tag]
})
