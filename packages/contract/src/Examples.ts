/**
 * Example requests and responses of every endpoint, encoded as on the wire.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type * as Endpoints from "./Endpoints.js"
import type { ApiErrorClass } from "./PasslockError.js"

type DescriptorOf<Operation extends Endpoints.AnyOperation> = Extract<
  Endpoints.Descriptor,
  { readonly operation: Operation }
>

type Encoded<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Encoded<S> : undefined

type Request<Operation extends Endpoints.AnyOperation> = {
  readonly [Part in "path" | "query" | "body"]: Encoded<DescriptorOf<Operation>["request"][Part]>
}

const createdAt = 1_760_000_000_000
const expiresAt = createdAt + 10 * 60_000

const passkey = {
  _tag: "Passkey",
  id: "passkey_01",
  userId: "user_01",
  enabled: true,
  credential: {
    id: "Y3JlZGVudGlhbF8wMQ",
    userId: "aGFuZGxlXzAx",
    username: "ada@example.com",
    aaguid: "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
    backedUp: true,
    counter: 3,
    deviceType: "multiDevice",
    transports: ["internal", "hybrid"],
    publicKey: "pQECAyYgASFYIA",
    rpId: "example.com"
  },
  platform: { name: "Google Password Manager", icon: "https://example.com/icon.svg" },
  lastUsed: createdAt + 60_000,
  createdAt,
  updatedAt: createdAt
} as const

const challenge = {
  challengeId: "challenge_01",
  purpose: "signup",
  email: "ada@example.com",
  userId: "user_01",
  createdAt,
  expiresAt,
  metadata: { plan: "free" }
} as const

const verified = {
  principal: { authenticatorId: "passkey_01", userId: "user_01" },
  id_token: "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl",
  code: "code_01"
} as const

/**
 * An example of each operation's response body.
 *
 * @since 0.1.0
 * @category constants
 */
export const successes: {
  readonly [Operation in Endpoints.AnyOperation]: Encoded<DescriptorOf<Operation>["success"]["schema"]>
} = {
  "Principals.exchange": {
    _tag: "ExtendedPrincipal",
    id: "principal_01",
    authenticatorId: "passkey_01",
    authenticatorType: "passkey",
    userId: "user_01",
    createdAt,
    expiresAt,
    passkey: { verified: true, userVerified: true, platformName: "Google Password Manager" },
    metadata: { ipAddress: "192.0.2.1", userAgent: "Mozilla/5.0" }
  },
  "Passkeys.list": {
    _tag: "FindAllPasskeys",
    cursor: null,
    records: [
      {
        _tag: "PasskeySummary",
        id: "passkey_01",
        userId: "user_01",
        enabled: true,
        credential: { id: "Y3JlZGVudGlhbF8wMQ", userId: "aGFuZGxlXzAx" },
        createdAt,
        lastUsed: createdAt + 60_000
      }
    ]
  },
  "Passkeys.get": passkey,
  "Passkeys.update": passkey,
  "Passkeys.delete": passkey,
  "Passkeys.updateForUser": { _tag: "UpdatedPasskeys", updated: [passkey] },
  "Passkeys.deleteForUser": { _tag: "DeletedPasskeys", deleted: [passkey] },
  "Challenges.create": {
    _tag: "ChallengeCreated",
    challenge: {
      ...challenge,
      secret: "3f9c2a7be1d04856",
      code: "123456",
      message: { html: "<p>Your code is <b>123456</b>.</p>", text: "Your code is 123456." }
    }
  },
  "Challenges.get": { _tag: "Challenge", ...challenge },
  "Challenges.verify": { _tag: "ChallengeVerified", challenge: { _tag: "Challenge", ...challenge } },
  "Challenges.delete": { _tag: "ChallengeDeleted" },
  "Registration.prepare": { _tag: "PreparedPasskeyRegistration", registrationToken: "registration_01", expiresAt },
  "Registration.options": {
    sessionToken: "session_01",
    optionsJSON: {
      rp: { id: "example.com", name: "example.com" },
      user: { id: "aGFuZGxlXzAx", name: "ada@example.com", displayName: "Ada" },
      challenge: "Y2hhbGxlbmdlXzAx",
      pubKeyCredParams: [{ alg: -7, type: "public-key" }],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      attestation: "none"
    }
  },
  "Registration.verify": { _tag: "RegistrationSuccess", ...verified },
  "Authentication.prepare": {
    _tag: "PreparedPasskeyAuthentication",
    authenticationToken: "authentication_01",
    expiresAt
  },
  "Authentication.options": {
    sessionToken: "session_01",
    optionsJSON: {
      challenge: "Y2hhbGxlbmdlXzAx",
      timeout: 60_000,
      rpId: "example.com",
      allowCredentials: [{ id: "Y3JlZGVudGlhbF8wMQ", type: "public-key", transports: ["internal"] }],
      userVerification: "preferred"
    }
  },
  "Authentication.verify": { _tag: "AuthenticationSuccess", ...verified },
  "Principals.verifyIdToken": {
    keys: [{ kty: "RSA", kid: "key_01", alg: "RS256", use: "sig", n: "sXchsWTF3lPg4Cm0Yvd4uw", e: "AQAB" }]
  },
  "Lookups.credential": { credentialId: "Y3JlZGVudGlhbF8wMQ", userId: "aGFuZGxlXzAx", rpId: "example.com" },
  "Lookups.credentials": {
    rpId: "example.com",
    userId: "aGFuZGxlXzAx",
    allAcceptedCredentialIds: ["Y3JlZGVudGlhbF8wMQ", "Y3JlZGVudGlhbF8wMg"]
  }
}

const credential = {
  id: "Y3JlZGVudGlhbF8wMQ",
  rawId: "Y3JlZGVudGlhbF8wMQ",
  type: "public-key",
  authenticatorAttachment: "platform",
  clientExtensionResults: {}
} as const

const empty = { path: undefined, query: undefined, body: undefined } as const

const byPasskeyId = { path: { passkeyId: "passkey_01" }, query: undefined, body: undefined } as const
const byUserId = { path: { userId: "user_01" }, query: undefined, body: undefined } as const
const byChallengeId = { path: { challengeId: "challenge_01" }, query: undefined, body: undefined } as const

/**
 * An example of each operation's input: path parameters, query and body.
 *
 * @since 0.1.0
 * @category constants
 */
export const requests: { readonly [Operation in Endpoints.AnyOperation]: Request<Operation> } = {
  "Principals.exchange": { ...empty, path: { code: "code_01" } },
  "Passkeys.list": { ...empty, query: { cursor: "cursor_01" } },
  "Passkeys.get": byPasskeyId,
  "Passkeys.update": { ...byPasskeyId, body: { username: "ada@example.com" } },
  "Passkeys.delete": byPasskeyId,
  "Passkeys.updateForUser": { ...byUserId, body: { username: "ada@example.com" } },
  "Passkeys.deleteForUser": byUserId,
  "Challenges.create": {
    ...empty,
    body: { email: "ada@example.com", purpose: "signup", userId: "user_01", metadata: { plan: "free" } }
  },
  "Challenges.get": byChallengeId,
  "Challenges.verify": {
    ...empty,
    body: { challengeId: "challenge_01", secret: "3f9c2a7be1d04856", code: "123456" }
  },
  "Challenges.delete": byChallengeId,
  "Registration.prepare": {
    ...empty,
    body: { rpId: "example.com", userId: "user_01", username: "ada@example.com", displayName: "Ada" }
  },
  "Registration.options": { ...empty, body: { registrationToken: "registration_01" } },
  "Registration.verify": {
    ...empty,
    body: {
      sessionToken: "session_01",
      response: {
        ...credential,
        response: {
          clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",
          attestationObject: "o2NmbXRkbm9uZQ",
          transports: ["internal", "hybrid"]
        }
      }
    }
  },
  "Authentication.prepare": { ...empty, body: { rpId: "example.com", userId: "user_01" } },
  "Authentication.options": { ...empty, body: { authenticationToken: "authentication_01" } },
  "Authentication.verify": {
    ...empty,
    body: {
      sessionToken: "session_01",
      response: {
        ...credential,
        response: {
          clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
          authenticatorData: "o3mm9u6vuaVeN4wRgDTid",
          signature: "MEUCIQDc2lnbmF0dXJl",
          userHandle: "aGFuZGxlXzAx"
        }
      }
    }
  },
  "Principals.verifyIdToken": empty,
  "Lookups.credential": byPasskeyId,
  "Lookups.credentials": { ...empty, path: { passkeyIds: "passkey_01,passkey_02" } }
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
