/** The ceremony that uses a passkey. */
import {
  commonErrors,
  documented,
  documentedEndpoint,
  duration,
  type Operations,
  prefixed,
  tested,
  time,
  withFormat,
  withNote
} from "./Fact.js"
import { authenticationResponse, ceremonySuccess, consumed, embedded, page, requestOptions, token } from "./WebAuthn.js"

export const operations: Operations<"Authentication"> = {
  "Authentication.prepare": {
    summary: "Prepares an authentication with a passkey",
    ...documentedEndpoint,
    request: {
      rpId: documented,
      userId: withNote(documented, "required unless `allowCredentials` is set"),
      allowCredentials: documented,
      userVerification: documented,
      timeout: duration
    },
    response: { _tag: documented, authenticationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "`rpId` must be a lowercase domain with a dot, or `localhost`. An ID in `allowCredentials` that is not a passkey of this relying party (and user) returns `BadRequest`, and so does a user without passkeys."
    ]
  },
  "Authentication.authorize": {
    summary: "Authorizes an authentication with a passkey",
    ...documentedEndpoint,
    request: {
      rpId: withNote(documented, "as Passlock's client does"),
      userId: withNote(documented, "required unless `allowCredentials` or `discoverable` is set"),
      allowCredentials: withNote(documented, "that it may be empty with `discoverable` is tested"),
      discoverable: documented,
      mediation: documented,
      userVerification: documented,
      timeout: duration
    },
    status: tested,
    response: { _tag: documented, authenticationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "As `Authentication.prepare`. `rpId` may be in any case, and is used in lower case.",
      "With `discoverable: true` and no `allowCredentials`, the options allow any passkey, and verification accepts those of the relying party (and user)."
    ]
  },
  "Authentication.options": {
    summary: "Returns the options for using a passkey in the browser",
    ...documentedEndpoint,
    request: {
      authenticationToken: withNote(
        token,
        "from the authorize or prepare request; without one, the page sends the other fields instead"
      ),
      rpId: tested,
      allowCredentials: tested,
      userVerification: tested,
      timeout: withFormat(tested, "duration")
    },
    response: {
      sessionToken: token,
      optionsJSON: documented,
      ...prefixed("optionsJSON.", requestOptions),
      mediation: tested
    },
    emulator: [
      consumed,
      page,
      "The session expires after 5 minutes (setting `sessionLifetime`).",
      "If a page starts an authentication without `allowCredentials`, any passkey of the relying party is accepted.",
      "Passkeys that were deleted after the first request are omitted; when none is left, it returns `BadRequest`.",
      "`mediation` is always returned: `required`, unless the authorize request sets `conditional`.",
      "With `--api 2.9`, a request without an `authenticationToken` returns `BadRequest`: Passlock 2.6 alone documents an authentication that a page starts itself."
    ]
  },
  "Authentication.verify": {
    summary: "Verifies an authentication",
    ...documentedEndpoint,
    request: { sessionToken: token, response: documented, ...prefixed("response.", authenticationResponse) },
    response: ceremonySuccess,
    errors: { ...commonErrors, PasskeyNotFound: withNote(tested, "checked after the token and before the signature") },
    emulator: [
      consumed,
      "The origin must be the one that requested the options. If that request had no `Origin` header, it must be in the `origins` option or belong to the relying party.",
      embedded,
      "It checks the token first, then the passkey (`PasskeyNotFound`, also for a passkey of another relying party), and then the signature.",
      "A counter that does not increase returns `BadRequest`, unless it is always 0. `counter` and `lastUsed` change, `updatedAt` does not."
    ]
  }
}
