/** The ceremony that creates a passkey. */
import {
  commonErrors,
  documented,
  documentedEndpoint,
  duration,
  type Operations,
  prefixed,
  tested,
  time,
  withNote
} from "./Fact.js"
import { ceremonySuccess, consumed, creationOptions, embedded, page, registrationResponse, token } from "./WebAuthn.js"

const requested = {
  userId: documented,
  username: documented,
  displayName: documented,
  excludeCredentials: documented,
  userVerification: documented,
  timeout: duration
}

export const operations: Operations<"Registration"> = {
  "Registration.prepare": {
    summary: "Prepares the registration of a passkey",
    ...documentedEndpoint,
    request: {
      rpId: documented,
      ...requested
    },
    response: { _tag: documented, registrationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "`rpId` must be a lowercase domain with a dot, or `localhost`: browsers accept no address and no top-level domain. The emulator does not know other public suffixes, such as `co.uk`. The IDs in `excludeCredentials` are not checked yet."
    ]
  },
  "Registration.authorize": {
    summary: "Authorizes the registration of a passkey",
    ...documentedEndpoint,
    request: {
      rpId: withNote(documented, "as Passlock's client does"),
      rpName: {
        ...withNote(documented, "trimmed; that a blank one returns `BadRequest` is tested"),
        keywords: { pattern: "\\S" }
      },
      ...requested
    },
    status: tested,
    response: { _tag: documented, registrationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: tested },
    emulator: [
      "The token expires after 5 minutes (setting `tokenLifetime`).",
      "As `Registration.prepare`. `rpId` may be in any case, and is used in lower case. `rpName` is trimmed."
    ]
  },
  "Registration.options": {
    summary: "Returns the options for creating a passkey in the browser",
    ...documentedEndpoint,
    request: { registrationToken: token },
    response: { sessionToken: token, optionsJSON: documented, ...prefixed("optionsJSON.", creationOptions) },
    emulator: [
      consumed,
      page,
      "The session expires after 5 minutes (setting `sessionLifetime`).",
      "`rp.name` is the `rpName` of the authorize request, otherwise the `rpId` (setting `relyingPartyName`); `timeout` is 60 seconds unless the first request sets it; the algorithms are EdDSA, ES256 and RS256; `attestation` is `none`.",
      "A user has one user handle per relying party.",
      "IDs of passkeys that are not in the vault are ignored."
    ]
  },
  "Registration.verify": {
    summary: "Verifies a registration and stores the passkey in the vault",
    ...documentedEndpoint,
    request: { sessionToken: token, response: documented, ...prefixed("response.", registrationResponse) },
    response: ceremonySuccess,
    emulator: [
      consumed,
      "The origin must be the one that requested the options. If that request had no `Origin` header, it must be in the `origins` option or belong to the relying party.",
      "The WebAuthn response is fully verified, but attestation certificates are rejected: verifying them needs network requests. Self attestation must have the algorithm of the key.",
      "The public key must be usable: a point on P-256; a point of large order on Ed25519; an RSA modulus of 2,048 to 8,192 bits with an exponent of 65,537 or more. A credential ID has at most 1,023 bytes.",
      embedded,
      "User verification is required if the first request sets `userVerification` to `required`.",
      "A credential that the vault already has returns `BadRequest`."
    ]
  }
}
