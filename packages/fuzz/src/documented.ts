/**
 * The API as its documentation describes it. A second statement beside the contract's descriptors, so that a mistake in
 * one of them shows.
 */
import { token } from "./idToken.js"
import { apiKey, secrets } from "./secrets.js"
import {
  boolean,
  challenge,
  created,
  instructions,
  list,
  nullable,
  object,
  ofUser,
  open,
  passkey,
  prepared,
  requested,
  type Shape,
  string,
  summary,
  tagged,
  time,
  verified
} from "./shapes.js"

interface Documented {
  /** A call's input. */
  readonly input: { readonly [field: string]: unknown }
  /** Whether the request carries the API key. */
  readonly hasKey: boolean
  /** Reads, updates and deletions of what the request names. */
  readonly isIdempotent: boolean
  /** Its own errors, with the status that stands for them. */
  readonly errors?: { readonly [tag: string]: number }
  /** Its response when it succeeds, with binary values as base64url and secrets as strings. */
  readonly response: Shape
}

const byPasskey = { passkeyId: "passkey/01" }
const byUser = { userId: "user 01" }
const byChallenge = { challengeId: "challenge_01" }
const named = { username: "ada@example.com" }
const registration = { rpId: "example.com", userId: "u", username: "n" }
const credential = { id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} }
const { sessionToken } = secrets

const notFound = { NotFound: 404 }

/** A read, an update or a deletion, with the API key. */
const managed = { hasKey: true, isIdempotent: true }
/** What starts something, with the API key. */
const started = { hasKey: true, isIdempotent: false }
/** What a page continues, with a token. */
const continued = { hasKey: false, isIdempotent: false }

export const documented = {
  "Principals.exchange": {
    ...started,
    input: { code: secrets.code },
    errors: { InvalidCode: 404 },
    response: tagged(
      "ExtendedPrincipal",
      {
        id: string,
        authenticatorId: string,
        authenticatorType: string,
        userId: string,
        createdAt: time,
        expiresAt: time,
        metadata: object({}, { nullish: { ipAddress: string, userAgent: string } })
      },
      {
        nullish: {
          passkey: object({ verified: boolean, userVerified: boolean }, { nullish: { platformName: string } })
        }
      }
    )
  },
  "Passkeys.list": {
    ...managed,
    input: { cursor: "c" },
    response: tagged("FindAllPasskeys", { cursor: nullable(string), records: list(summary) })
  },
  "Passkeys.get": { ...managed, input: byPasskey, errors: notFound, response: passkey },
  "Passkeys.update": { ...managed, input: { ...byPasskey, ...named }, errors: notFound, response: passkey },
  "Passkeys.delete": { ...managed, input: byPasskey, errors: notFound, response: passkey },
  "Passkeys.updateForUser": {
    ...managed,
    input: { ...byUser, ...named },
    errors: notFound,
    response: tagged("UpdatedPasskeys", { updated: list(passkey) })
  },
  "Passkeys.deleteForUser": {
    ...managed,
    input: byUser,
    errors: notFound,
    response: tagged("DeletedPasskeys", { deleted: list(passkey) })
  },
  "Passkeys.prepareUpdate": {
    ...started,
    input: { ...byUser, ...named, displayName: "Ada" },
    response: prepared("PreparedPasskeyUpdate", "updatePasskeysToken")
  },
  "Passkeys.prepareDeletion": {
    ...started,
    input: { passkeyIds: ["passkey/01", "passkey_02"] },
    response: prepared("PreparedPasskeyDeletion", "deletePasskeysToken")
  },
  "Passkeys.preparePruning": {
    ...started,
    input: byUser,
    response: prepared("PreparedPasskeyPruning", "prunePasskeysToken")
  },
  "Passkeys.exchangeUpdate": {
    ...continued,
    input: { updatePasskeysToken: secrets.updatePasskeysToken },
    response: instructions("PasskeyUpdateInstructions", { username: string }, { nullish: { displayName: string } })
  },
  "Passkeys.exchangeDeletion": {
    ...continued,
    input: { deletePasskeysToken: secrets.deletePasskeysToken },
    response: instructions("PasskeyDeletionInstructions", { credentialId: string })
  },
  "Passkeys.exchangePruning": {
    ...continued,
    input: { prunePasskeysToken: secrets.prunePasskeysToken },
    response: instructions("PasskeyPruningInstructions", { allAcceptedCredentialIds: list(string) })
  },
  "Challenges.create": {
    ...started,
    input: { email: "ada@example.com", purpose: "signup", metadata: { a: [1, null] }, name: "Ada", sendEmail: false },
    errors: { ChallengeRateLimited: 429 },
    response: tagged("ChallengeCreated", {
      challenge: object(
        { ...challenge, secret: string, code: string, message: object({ html: string, text: string }) },
        ofUser
      )
    })
  },
  "Challenges.get": {
    ...managed,
    input: byChallenge,
    errors: notFound,
    response: tagged("Challenge", challenge, ofUser)
  },
  "Challenges.verify": {
    ...started,
    input: { ...byChallenge, secret: secrets.challengeSecret, code: secrets.challengeCode },
    errors: {
      InvalidChallenge: 400,
      InvalidChallengeCode: 400,
      ChallengeExpired: 400,
      ChallengeAttemptsExceeded: 400
    },
    response: tagged("ChallengeVerified", { challenge: tagged("Challenge", challenge, ofUser) })
  },
  "Challenges.delete": { ...managed, input: byChallenge, errors: notFound, response: tagged("ChallengeDeleted") },
  "Registration.prepare": {
    ...started,
    input: registration,
    response: tagged("PreparedPasskeyRegistration", { registrationToken: string, expiresAt: time })
  },
  "Registration.authorize": {
    ...started,
    input: { ...registration, rpName: "Example" },
    response: tagged("AuthorizedPasskeyRegistration", { registrationToken: string, expiresAt: time })
  },
  "Registration.options": {
    ...continued,
    input: { registrationToken: secrets.registrationToken },
    response: object({ sessionToken: string, optionsJSON: created })
  },
  "Registration.verify": {
    ...continued,
    input: { sessionToken, response: { ...credential, response: { clientDataJSON: "b", attestationObject: "c" } } },
    response: verified("RegistrationSuccess")
  },
  "Authentication.prepare": {
    ...started,
    input: { rpId: "example.com", userId: "u" },
    response: tagged("PreparedPasskeyAuthentication", { authenticationToken: string, expiresAt: time })
  },
  "Authentication.authorize": {
    ...started,
    input: { rpId: "example.com", discoverable: true, mediation: "conditional" },
    response: tagged("AuthorizedPasskeyAuthentication", { authenticationToken: string, expiresAt: time })
  },
  "Authentication.options": {
    ...continued,
    input: { authenticationToken: secrets.authenticationToken },
    response: object({ sessionToken: string, optionsJSON: requested }, { nullish: { mediation: string } })
  },
  "Authentication.verify": {
    ...continued,
    input: {
      sessionToken,
      response: { ...credential, response: { clientDataJSON: "b", authenticatorData: "c", signature: "d" } }
    },
    errors: { PasskeyNotFound: 400 },
    response: verified("AuthenticationSuccess")
  },
  "Lookups.credential": {
    hasKey: false,
    isIdempotent: true,
    input: byPasskey,
    errors: notFound,
    response: object({ credentialId: string, userId: string, rpId: string })
  },
  "Lookups.credentials": {
    hasKey: false,
    isIdempotent: true,
    input: { passkeyIds: ["passkey_01", "passkey_02"] },
    errors: notFound,
    response: object({ rpId: string, userId: string, allAcceptedCredentialIds: list(string) })
  },
  /** The request fetches the keys; the token stays here. */
  "Principals.verifyIdToken": {
    hasKey: false,
    isIdempotent: true,
    input: { token: token() },
    response: object({ keys: list(object({ kty: string }, open)) })
  }
} satisfies { readonly [operation: string]: Documented }

export type Operation = keyof typeof documented

export const documentedOf = (operation: Operation): Documented => documented[operation]

const known: ReadonlySet<unknown> = new Set(Object.values(secrets))

/** What the server of an operation is sent, and can send back. */
export const secretsOf = (operation: Operation): ReadonlyArray<string> => {
  const { hasKey, input } = documentedOf(operation)
  const sent = Object.values(input).filter((value): value is string => known.has(value))
  return hasKey ? [apiKey, ...sent] : sent
}
