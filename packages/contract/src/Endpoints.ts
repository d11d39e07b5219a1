/**
 * The endpoints of the API.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import {
  AuthenticationOptions,
  AuthenticationSuccess,
  BeginAuthentication,
  PrepareAuthentication,
  PreparedPasskeyAuthentication,
  VerifyAuthentication
} from "./Authentication.js"
import { Challenge, ChallengeCreated, ChallengeDeleted, ChallengeVerified, CreateChallenge } from "./Challenge.js"
import * as Endpoint from "./Endpoint.js"
import { KeySet } from "./IdToken.js"
import {
  CredentialLookup,
  CredentialsLookup,
  DeletedPasskeys,
  FindAllPasskeys,
  Passkey,
  UpdatedPasskeys
} from "./Passkey.js"
import {
  ChallengeAttemptsExceeded,
  ChallengeExpired,
  ChallengeRateLimited,
  InvalidChallenge,
  InvalidChallengeCode,
  InvalidCode,
  NotFound,
  PasskeyNotFound
} from "./PasslockError.js"
import { ExtendedPrincipal } from "./Principal.js"
import {
  PreparedPasskeyRegistration,
  PrepareRegistration,
  RedeemRegistration,
  RegistrationOptions,
  RegistrationSuccess,
  VerifyRegistration
} from "./Registration.js"
import { NonEmpty, PathValue, PathValues, Secret, SecretPathValue } from "./Strings.js"

/**
 * @since 0.1.0
 * @category principals
 */
export const exchangePrincipal = /*#__PURE__*/ Endpoint.make({
  operation: "Principals.exchange",
  summary: "Exchanges the code of a ceremony for the principal",
  method: "GET",
  path: "/v2/{tenancyId}/principal/{code}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ code: SecretPathValue }) },
  secrets: ["code"],
  success: { status: 200, schema: ExtendedPrincipal },
  errors: [InvalidCode],
  idempotent: false
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const listPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.list",
  summary: "Lists the passkeys in the vault, one page at a time",
  method: "GET",
  path: "/v2/{tenancyId}/passkeys/",
  authentication: "apiKey",
  request: { query: Schema.Struct({ cursor: Schema.optional(NonEmpty) }) },
  success: { status: 200, schema: FindAllPasskeys },
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const getPasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.get",
  summary: "Gets a passkey",
  method: "GET",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 200, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const updatePasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.update",
  summary: "Renames a passkey",
  method: "PATCH",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  authentication: "apiKey",
  request: {
    path: Schema.Struct({ passkeyId: PathValue }),
    body: Schema.Struct({ username: Schema.optional(Schema.String) })
  },
  success: { status: 202, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const deletePasskey = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.delete",
  summary: "Deletes a passkey",
  method: "DELETE",
  path: "/v2/{tenancyId}/passkeys/{passkeyId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 202, schema: Passkey },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const updateUserPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.updateForUser",
  summary: "Renames all passkeys of a user",
  method: "PATCH",
  path: "/v2/{tenancyId}/users/{userId}/passkeys/",
  authentication: "apiKey",
  request: {
    path: Schema.Struct({ userId: PathValue }),
    body: Schema.Struct({ username: Schema.String })
  },
  success: { status: 202, schema: UpdatedPasskeys },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category passkeys
 */
export const deleteUserPasskeys = /*#__PURE__*/ Endpoint.make({
  operation: "Passkeys.deleteForUser",
  summary: "Deletes all passkeys of a user",
  method: "DELETE",
  path: "/v2/{tenancyId}/users/{userId}/passkeys/",
  authentication: "apiKey",
  request: { path: Schema.Struct({ userId: PathValue }) },
  success: { status: 202, schema: DeletedPasskeys },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const createChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.create",
  summary: "Creates a mailbox challenge with a one-time code",
  method: "POST",
  path: "/v2/{tenancyId}/challenges",
  authentication: "apiKey",
  request: { body: CreateChallenge },
  success: { status: 201, schema: ChallengeCreated },
  errors: [ChallengeRateLimited],
  idempotent: false
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const getChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.get",
  summary: "Gets a pending challenge",
  method: "GET",
  path: "/v2/{tenancyId}/challenges/{challengeId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ challengeId: PathValue }) },
  success: { status: 200, schema: Challenge },
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const verifyChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.verify",
  summary: "Verifies the one-time code of a challenge",
  method: "POST",
  path: "/v2/{tenancyId}/challenges/verify",
  authentication: "apiKey",
  request: { body: Schema.Struct({ challengeId: NonEmpty, secret: Secret, code: Secret }) },
  secrets: ["secret", "code"],
  success: { status: 200, schema: ChallengeVerified },
  errors: [InvalidChallenge, InvalidChallengeCode, ChallengeExpired, ChallengeAttemptsExceeded],
  idempotent: false
})

/**
 * @since 0.1.0
 * @category challenges
 */
export const deleteChallenge = /*#__PURE__*/ Endpoint.make({
  operation: "Challenges.delete",
  summary: "Deletes a challenge",
  method: "DELETE",
  path: "/v2/{tenancyId}/challenges/{challengeId}",
  authentication: "apiKey",
  request: { path: Schema.Struct({ challengeId: PathValue }) },
  success: { status: 202, schema: ChallengeDeleted },
  // Inferred: an unknown ID may succeed instead.
  errors: [NotFound],
  idempotent: true
})

/**
 * @since 0.1.0
 * @category registration
 */
export const prepareRegistration = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.prepare",
  summary: "Prepares the registration of a passkey",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/prepare",
  authentication: "apiKey",
  request: { body: PrepareRegistration },
  success: { status: 200, schema: PreparedPasskeyRegistration },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category registration
 */
export const registrationOptions = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.options",
  summary: "Returns the options for creating a passkey in the browser",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/options",
  authentication: "token",
  request: { body: RedeemRegistration },
  secrets: ["registrationToken"],
  success: { status: 200, schema: RegistrationOptions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category registration
 */
export const verifyRegistration = /*#__PURE__*/ Endpoint.make({
  operation: "Registration.verify",
  summary: "Verifies a registration and stores the passkey in the vault",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/registration/verification",
  authentication: "token",
  request: { body: VerifyRegistration },
  secrets: ["sessionToken"],
  success: { status: 200, schema: RegistrationSuccess },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const prepareAuthentication = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.prepare",
  summary: "Prepares an authentication with a passkey",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/prepare",
  authentication: "apiKey",
  request: { body: PrepareAuthentication },
  success: { status: 200, schema: PreparedPasskeyAuthentication },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const authenticationOptions = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.options",
  summary: "Returns the options for using a passkey in the browser",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/options",
  authentication: "token",
  request: { body: BeginAuthentication },
  secrets: ["authenticationToken"],
  success: { status: 200, schema: AuthenticationOptions },
  idempotent: false
})

/**
 * @since 0.1.0
 * @category authentication
 */
export const verifyAuthentication = /*#__PURE__*/ Endpoint.make({
  operation: "Authentication.verify",
  summary: "Verifies an authentication",
  method: "POST",
  path: "/v2/{tenancyId}/passkey/authentication/verification",
  authentication: "token",
  request: { body: VerifyAuthentication },
  secrets: ["sessionToken"],
  success: { status: 200, schema: AuthenticationSuccess },
  errors: [PasskeyNotFound],
  idempotent: false
})

/**
 * The public keys that verify id_tokens. They are the same for every tenancy.
 *
 * @since 0.1.0
 * @category keys
 */
export const getKeySet = /*#__PURE__*/ Endpoint.make({
  operation: "Principals.verifyIdToken",
  summary: "Returns the public keys that verify id_tokens",
  method: "GET",
  path: "/v2/.well-known/jwks.json",
  authentication: "none",
  success: { status: 200, schema: KeySet },
  idempotent: true
})

/**
 * Undocumented. Passlock's browser client calls it before it signals that a credential is unknown.
 *
 * @since 0.1.0
 * @category lookups
 */
export const findCredential = /*#__PURE__*/ Endpoint.make({
  operation: "Lookups.credential",
  summary: "Looks up the credential of a passkey",
  method: "GET",
  path: "/v2/{tenancyId}/credential/{passkeyId}",
  authentication: "none",
  request: { path: Schema.Struct({ passkeyId: PathValue }) },
  success: { status: 200, schema: CredentialLookup },
  errors: [NotFound],
  idempotent: true
})

/**
 * Undocumented. Passlock's browser client calls it before it signals which credentials are accepted.
 *
 * @since 0.1.0
 * @category lookups
 */
export const findCredentials = /*#__PURE__*/ Endpoint.make({
  operation: "Lookups.credentials",
  summary: "Looks up the credentials of several passkeys of one user, by comma-separated IDs",
  method: "GET",
  path: "/v2/{tenancyId}/credentials/{passkeyIds}",
  authentication: "none",
  request: { path: Schema.Struct({ passkeyIds: PathValues }) },
  success: { status: 200, schema: CredentialsLookup },
  errors: [NotFound],
  idempotent: true
})

/**
 * The documented endpoints of a tenancy, in the order of Passlock's documentation.
 *
 * @since 0.1.0
 * @category constants
 */
export const all = [
  exchangePrincipal,
  listPasskeys,
  getPasskey,
  updatePasskey,
  deletePasskey,
  updateUserPasskeys,
  deleteUserPasskeys,
  createChallenge,
  getChallenge,
  verifyChallenge,
  deleteChallenge,
  prepareRegistration,
  registrationOptions,
  verifyRegistration,
  prepareAuthentication,
  authenticationOptions,
  verifyAuthentication
] as const

/**
 * @since 0.1.0
 * @category models
 */
export type Operation = (typeof all)[number]["operation"]

/**
 * Any endpoint: those in `all`, the key set and the two lookups.
 *
 * @since 0.1.0
 * @category models
 */
export type Descriptor = (typeof all)[number] | typeof getKeySet | typeof findCredential | typeof findCredentials

/**
 * @since 0.1.0
 * @category models
 */
export type AnyOperation = Descriptor["operation"]
