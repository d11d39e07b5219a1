/** Principals, and the key set that verifies id_tokens. */
import type * as Contract from "@passlock-sdk/contract/Principal"
import {
  commonErrors,
  documented,
  documentedEndpoint,
  type Encoded,
  type Facts,
  inferred,
  type Operations,
  time,
  withNote
} from "./Fact.js"

const extendedPrincipal: Facts<Encoded<typeof Contract.ExtendedPrincipal>> = {
  _tag: documented,
  id: documented,
  authenticatorId: documented,
  authenticatorType: documented,
  userId: documented,
  createdAt: time,
  expiresAt: time,
  passkey: documented,
  "passkey.verified": documented,
  "passkey.userVerified": documented,
  "passkey.platformName": documented,
  metadata: documented,
  "metadata.ipAddress": documented,
  "metadata.userAgent": documented
}

export const operations: Operations<"Principals"> = {
  "Principals.exchange": {
    summary: "Exchanges the code of a ceremony for the principal",
    ...documentedEndpoint,
    request: { code: withNote(documented, "valid for five minutes; that it works only once is inferred") },
    response: extendedPrincipal,
    errors: { ...commonErrors, InvalidCode: documented },
    emulator: [
      "A code is valid for 5 minutes (setting `codeLifetime`) and one exchange (setting `singleUseCodes`), then returns `InvalidCode`.",
      "The principal expires 5 minutes after the ceremony (setting `principalLifetime`).",
      "`platformName` is set for a few well-known AAGUIDs. `ipAddress` is the address of the connection, never the one in `X-Forwarded-For`. Without a connection, it is absent."
    ]
  },
  "Principals.verifyIdToken": {
    summary: "Returns the public keys that verify id_tokens",
    ...documentedEndpoint,
    request: {},
    response: {
      keys: documented,
      "keys[].kty": documented,
      "keys[].kid": documented,
      "keys[].alg": inferred,
      "keys[].use": inferred,
      "keys[].n": documented,
      "keys[].e": documented
    },
    errors: { Unauthorized: inferred, Forbidden: inferred, BadRequest: inferred, InvalidTenancy: inferred },
    emulator: [
      "The keys are served at `/v2/.well-known/jwks.json`, and at `/.well-known/jwks.json` as in older documentation.",
      "They are RSA keys for RS256, new for each emulator, and stored with `--data-dir`. A rotation publishes the new key 15 minutes before it signs (`publishAhead`); the set keeps the previous key."
    ]
  }
}
