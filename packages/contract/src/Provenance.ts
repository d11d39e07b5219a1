/**
 * The provenance of the contract: how each field, status and error is known.
 *
 * **Details**
 *
 * No fact was checked against the live service. A fact is documented by Passlock, tested by Passlock's own tests and
 * clients, or inferred. An inferred fact may be wrong, so the SDK never depends on one.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import type * as Challenge from "./Challenge.js"
import type * as Endpoint from "./Endpoint.js"
import type * as Endpoints from "./Endpoints.js"
import type * as IdToken from "./IdToken.js"
import type * as Passkey from "./Passkey.js"
import type { ApiErrorClass, CommonApiError } from "./PasslockError.js"
import type * as Principal from "./Principal.js"
import type * as WebAuthn from "./WebAuthn.js"

/**
 * How a fact is known.
 *
 * **Details**
 *
 * - `documented`: by Passlock's documentation or release notes.
 * - `tested`: by the tests or the source of Passlock's own clients.
 * - `inferred`: derived from these, or assumed.
 *
 * @since 0.1.0
 * @category models
 */
export type Provenance = "documented" | "tested" | "inferred"

/**
 * The provenance of a fact, with an optional note.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fact {
  readonly provenance: Provenance
  readonly note?: string
}

type Rest<A> =
  A extends ReadonlyArray<infer Item>
    ? Nested<NonNullable<Item>, "[]">
    : A extends object
      ? string extends keyof A
        ? never
        : `.${FieldPath<A>}`
      : never

type Nested<A, Prefix extends string> = Rest<A> extends infer Suffix extends string ? `${Prefix}${Suffix}` : never

/**
 * The paths of a value's fields, such as `credential.id` or `records[].userId`.
 *
 * @since 0.1.0
 * @category models
 */
export type FieldPath<A> = A extends unknown
  ? { [Name in keyof A & string]-?: Name | Nested<NonNullable<A[Name]>, Name> }[keyof A & string]
  : never

/**
 * A fact for every field. A missing field and an unknown field are type errors.
 *
 * @since 0.1.0
 * @category models
 */
export type Facts<A> = { readonly [Field in FieldPath<A>]: Fact }

type Encoded<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Encoded<S> : never

type Part = "path" | "query" | "body"

/**
 * The provenance of an endpoint.
 *
 * @since 0.1.0
 * @category models
 */
export interface EndpointProvenance<E extends Endpoint.Any> {
  /** The method and the path. */
  readonly route: Fact
  /** How a request authenticates. */
  readonly authentication: Fact
  /** The fields of the path, the query and the body. */
  readonly request: Facts<{ [Name in Part]: Encoded<E["request"][Name]> }[Part]>
  /** The status of a successful response. */
  readonly status: Fact
  /** The fields of a successful response. */
  readonly response: Facts<Encoded<E["success"]["schema"]>>
  /** That the endpoint fails with each error. The statuses and fields are in `errors`. */
  readonly errors: { readonly [Tag in E["errors"][number]["_tag"] | CommonApiError["_tag"]]: Fact }
}

const documented: Fact = { provenance: "documented" }
const tested: Fact = { provenance: "tested" }
const inferred: Fact = { provenance: "inferred" }

const withNote = (fact: Fact, note: string): Fact => ({ ...fact, note })

/** Prefixes the facts of a nested object with its path. */
const prefixed = <const Prefix extends `${string}.`, const Shape extends Readonly<Record<string, Fact>>>(
  prefix: Prefix,
  shape: Shape
) =>
  Object.fromEntries(Object.entries(shape).map(([field, fact]) => [`${prefix}${field}`, fact])) as unknown as {
    readonly [Field in keyof Shape & string as `${Prefix}${Field}`]: Fact
  }

const time = withNote(documented, "Unix time in milliseconds")

const passkey: Facts<Encoded<typeof Passkey.Passkey>> = {
  _tag: documented,
  id: documented,
  userId: withNote(documented, "the user's ID in the application"),
  enabled: documented,
  credential: documented,
  "credential.id": withNote(documented, "base64url"),
  "credential.userId": withNote(documented, "the WebAuthn user handle, base64url"),
  "credential.username": documented,
  "credential.aaguid": documented,
  "credential.backedUp": documented,
  "credential.counter": documented,
  "credential.deviceType": withNote(documented, "other values are possible"),
  "credential.transports": withNote(documented, "other values are possible"),
  "credential.publicKey": withNote(documented, "in COSE format, base64url"),
  "credential.rpId": documented,
  platform: documented,
  "platform.name": documented,
  "platform.icon": documented,
  lastUsed: time,
  createdAt: time,
  updatedAt: time
}

const passkeySummary: Facts<Encoded<typeof Passkey.PasskeySummary>> = {
  _tag: documented,
  id: documented,
  userId: withNote(documented, "required in Passlock's schema, but older passkeys may lack it"),
  enabled: documented,
  credential: documented,
  "credential.id": withNote(documented, "base64url"),
  "credential.userId": withNote(documented, "the WebAuthn user handle, base64url"),
  createdAt: time,
  lastUsed: time
}

const extendedPrincipal: Facts<Encoded<typeof Principal.ExtendedPrincipal>> = {
  _tag: documented,
  id: documented,
  authenticatorId: withNote(documented, "the passkey's ID"),
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

const challenge: Facts<Encoded<typeof Challenge.Challenge>> = {
  _tag: documented,
  challengeId: documented,
  purpose: documented,
  email: documented,
  userId: documented,
  createdAt: time,
  expiresAt: withNote(documented, "ten minutes after `createdAt`"),
  metadata: withNote(documented, "`null` if not given")
}

const webAuthn = withNote(documented, "as in WebAuthn")
const unknownValue = withNote(inferred, "defined by WebAuthn; Passlock's value is unknown")

const creationOptions: Facts<WebAuthn.CreationOptionsJSON> = {
  rp: webAuthn,
  "rp.id": withNote(tested, "the `rpId` of the prepare request"),
  "rp.name": withNote(documented, "required by WebAuthn; Passlock's value is unknown"),
  user: webAuthn,
  "user.id": webAuthn,
  "user.name": webAuthn,
  "user.displayName": webAuthn,
  challenge: webAuthn,
  pubKeyCredParams: withNote(documented, "required by WebAuthn; Passlock's values are unknown"),
  "pubKeyCredParams[].alg": webAuthn,
  "pubKeyCredParams[].type": webAuthn,
  timeout: unknownValue,
  excludeCredentials: withNote(inferred, "credential IDs (the prepare request takes passkey IDs)"),
  "excludeCredentials[].id": unknownValue,
  "excludeCredentials[].type": unknownValue,
  "excludeCredentials[].transports": unknownValue,
  authenticatorSelection: tested,
  "authenticatorSelection.authenticatorAttachment": unknownValue,
  "authenticatorSelection.requireResidentKey": unknownValue,
  "authenticatorSelection.residentKey": withNote(tested, "`preferred`"),
  "authenticatorSelection.userVerification": withNote(tested, "`preferred` unless the prepare request sets it"),
  attestation: unknownValue
}

const requestOptions: Facts<WebAuthn.RequestOptionsJSON> = {
  challenge: webAuthn,
  timeout: unknownValue,
  rpId: withNote(tested, "the `rpId` of the prepare request"),
  allowCredentials: withNote(inferred, "credential IDs (the prepare request takes passkey IDs)"),
  "allowCredentials[].id": unknownValue,
  "allowCredentials[].type": unknownValue,
  "allowCredentials[].transports": unknownValue,
  userVerification: withNote(tested, "`preferred` unless the prepare request sets it")
}

const credentialResponse = {
  id: webAuthn,
  rawId: webAuthn,
  type: webAuthn,
  response: webAuthn,
  "response.clientDataJSON": webAuthn,
  authenticatorAttachment: webAuthn,
  clientExtensionResults: webAuthn
}

const registrationResponse: Facts<WebAuthn.RegistrationResponseJSON> = {
  ...credentialResponse,
  "response.attestationObject": webAuthn,
  "response.transports": webAuthn
}

const authenticationResponse: Facts<WebAuthn.AuthenticationResponseJSON> = {
  ...credentialResponse,
  "response.authenticatorData": webAuthn,
  "response.signature": webAuthn,
  "response.userHandle": webAuthn
}

/**
 * The provenance of the schemas that several endpoints share.
 *
 * @since 0.1.0
 * @category constants
 */
export const shapes = {
  Passkey: passkey,
  PasskeySummary: passkeySummary,
  Challenge: challenge,
  CreationOptionsJSON: creationOptions,
  RequestOptionsJSON: requestOptions,
  RegistrationResponseJSON: registrationResponse,
  AuthenticationResponseJSON: authenticationResponse
} as const

/** For endpoints without documented validation errors. */
const commonErrors = {
  Unauthorized: inferred,
  Forbidden: documented,
  BadRequest: inferred,
  InvalidTenancy: inferred
}

const documentedEndpoint = { route: documented, authentication: documented, status: documented, errors: commonErrors }

const withNotFound = { ...commonErrors, NotFound: documented }

const ceremonySuccess = {
  _tag: documented,
  principal: documented,
  "principal.authenticatorId": withNote(documented, "the passkey's ID"),
  "principal.userId": documented,
  id_token: documented,
  code: withNote(documented, "valid for five minutes")
}

const timeout = withNote(documented, "milliseconds")

const token = withNote(documented, "short-lived, works once; the lifetime is unknown")

const warnings = {
  warnings: withNote(documented, "always present, often empty"),
  "warnings[].code": withNote(documented, "other values are possible"),
  "warnings[].message": documented,
  "warnings[].passkeyId": documented
}

const pageToken = withNote(documented, "short-lived, works once; the lifetime is inferred")

const userHandle = withNote(inferred, "the WebAuthn user handle, base64url: inferred from samples")

/**
 * The provenance of each endpoint.
 *
 * @since 0.1.0
 * @category constants
 */
export const operations: {
  readonly [Operation in Endpoints.AnyOperation]: EndpointProvenance<
    Extract<Endpoints.Descriptor, { readonly operation: Operation }>
  >
} = {
  "Principals.exchange": {
    ...documentedEndpoint,
    request: { code: withNote(documented, "valid for five minutes; that it works only once is inferred") },
    response: extendedPrincipal,
    errors: { ...commonErrors, InvalidCode: documented }
  },
  "Passkeys.list": {
    ...documentedEndpoint,
    request: { cursor: withNote(documented, "the only parameter; page size and order are unknown") },
    response: {
      _tag: documented,
      cursor: withNote(documented, "`null` on the last page"),
      records: documented,
      ...prefixed("records[].", passkeySummary)
    }
  },
  "Passkeys.get": {
    ...documentedEndpoint,
    request: { passkeyId: documented },
    response: passkey,
    errors: withNotFound
  },
  "Passkeys.update": {
    ...documentedEndpoint,
    request: {
      passkeyId: documented,
      username: withNote(documented, "changes the vault only; the device keeps its label")
    },
    response: passkey,
    errors: withNotFound
  },
  "Passkeys.delete": {
    ...documentedEndpoint,
    request: { passkeyId: documented },
    response: passkey,
    errors: { ...commonErrors, NotFound: withNote(documented, "inferred for a second deletion") }
  },
  "Passkeys.updateForUser": {
    ...documentedEndpoint,
    request: {
      userId: documented,
      username: withNote(documented, "changes the vault only; devices keep their labels")
    },
    status: inferred,
    response: { _tag: documented, updated: documented, ...prefixed("updated[].", passkey) },
    errors: withNotFound
  },
  "Passkeys.deleteForUser": {
    ...documentedEndpoint,
    request: { userId: withNote(documented, "Passlock's client also sends it in a body") },
    response: { _tag: documented, deleted: documented, ...prefixed("deleted[].", passkey) },
    errors: withNotFound
  },
  "Passkeys.prepareUpdate": {
    ...documentedEndpoint,
    request: { userId: documented, username: documented, displayName: withNote(documented, "not stored") },
    status: withNote(documented, "one of Passlock's tests expects 200"),
    response: { _tag: documented, updatePasskeysToken: pageToken, expiresAt: time, ...warnings },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Passkeys.prepareDeletion": {
    ...documentedEndpoint,
    request: {
      passkeyIds: withNote(documented, "exactly one of `passkeyIds`, not empty, and `userId`"),
      userId: withNote(documented, "exactly one of `passkeyIds` and `userId`")
    },
    response: { _tag: documented, deletePasskeysToken: pageToken, expiresAt: time, ...warnings },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Passkeys.exchangeUpdate": {
    ...documentedEndpoint,
    request: { updatePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].username": documented,
      "instructions[].displayName": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Passkeys.exchangeDeletion": {
    ...documentedEndpoint,
    request: { deletePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].credentialId": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Passkeys.exchangePruning": {
    ...documentedEndpoint,
    request: { prunePasskeysToken: pageToken },
    response: {
      _tag: documented,
      instructions: documented,
      "instructions[].rpId": documented,
      "instructions[].userId": userHandle,
      "instructions[].allAcceptedCredentialIds": documented,
      ...warnings
    },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Challenges.create": {
    ...documentedEndpoint,
    request: {
      email: withNote(documented, "`something@something.something`"),
      purpose: withNote(documented, "`^[A-Za-z0-9._:-]{1,64}$`"),
      userId: documented,
      metadata: withNote(documented, "a JSON object"),
      invalidateOthers: withNote(documented, "default: `false`"),
      skipRateLimit: withNote(documented, "default: `false`"),
      name: withNote(documented, "Passlock 2.9 and later"),
      sendEmail: withNote(documented, "Passlock 2.9 and later; from 2.9.3 on, default: `true`")
    },
    response: {
      _tag: documented,
      challenge: documented,
      "challenge.challengeId": documented,
      "challenge.purpose": documented,
      "challenge.email": documented,
      "challenge.userId": documented,
      "challenge.createdAt": time,
      "challenge.expiresAt": challenge.expiresAt,
      "challenge.metadata": challenge.metadata,
      "challenge.secret": withNote(documented, "returned only here"),
      "challenge.code": withNote(documented, "six digits, returned only here"),
      "challenge.message": documented,
      "challenge.message.html": documented,
      "challenge.message.text": documented
    },
    errors: {
      ...commonErrors,
      ChallengeRateLimited: withNote(documented, "the quota, its window and its key are inferred")
    }
  },
  "Challenges.get": {
    ...documentedEndpoint,
    request: { challengeId: documented },
    response: challenge,
    errors: withNotFound
  },
  "Challenges.verify": {
    ...documentedEndpoint,
    request: { challengeId: documented, secret: documented, code: documented },
    response: { _tag: documented, challenge: documented, ...prefixed("challenge.", challenge) },
    errors: {
      ...commonErrors,
      InvalidChallenge: withNote(documented, "for every pair of ID and secret that is not pending"),
      InvalidChallengeCode: documented,
      ChallengeExpired: documented,
      ChallengeAttemptsExceeded: withNote(documented, "the number of allowed attempts is inferred")
    }
  },
  "Challenges.delete": {
    ...documentedEndpoint,
    request: { challengeId: documented },
    response: { _tag: documented },
    errors: { ...commonErrors, NotFound: withNote(inferred, "an unknown ID may succeed instead") }
  },
  "Registration.prepare": {
    ...documentedEndpoint,
    request: {
      rpId: documented,
      userId: documented,
      username: documented,
      displayName: documented,
      excludeCredentials: withNote(documented, "passkey IDs"),
      userVerification: documented,
      timeout
    },
    response: { _tag: documented, registrationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented }
  },
  "Registration.authorize": {
    ...documentedEndpoint,
    request: {
      rpId: withNote(documented, "Passlock's client sends it in lower case"),
      rpName: withNote(documented, "trimmed; that a blank one returns `BadRequest` is tested"),
      userId: documented,
      username: documented,
      displayName: documented,
      excludeCredentials: withNote(documented, "passkey IDs"),
      userVerification: documented,
      timeout
    },
    status: tested,
    response: { _tag: documented, registrationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Registration.options": {
    ...documentedEndpoint,
    request: { registrationToken: token },
    response: { sessionToken: token, optionsJSON: documented, ...prefixed("optionsJSON.", creationOptions) }
  },
  "Registration.verify": {
    ...documentedEndpoint,
    request: { sessionToken: token, response: documented, ...prefixed("response.", registrationResponse) },
    response: ceremonySuccess
  },
  "Authentication.prepare": {
    ...documentedEndpoint,
    request: {
      rpId: documented,
      userId: withNote(documented, "required unless `allowCredentials` is set"),
      allowCredentials: withNote(documented, "passkey IDs"),
      userVerification: documented,
      timeout
    },
    response: { _tag: documented, authenticationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented }
  },
  "Authentication.authorize": {
    ...documentedEndpoint,
    request: {
      rpId: withNote(documented, "Passlock's client sends it in lower case"),
      userId: withNote(documented, "required unless `allowCredentials` or `discoverable` is set"),
      allowCredentials: withNote(documented, "passkey IDs; that it may be empty with `discoverable` is tested"),
      discoverable: documented,
      mediation: withNote(documented, "`required` or `conditional`, which needs `discoverable`"),
      userVerification: documented,
      timeout
    },
    status: tested,
    response: { _tag: documented, authenticationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: tested }
  },
  "Authentication.options": {
    ...documentedEndpoint,
    request: {
      authenticationToken: withNote(
        token,
        "from the prepare request; without one, the page sends the other fields instead"
      ),
      rpId: tested,
      allowCredentials: withNote(tested, "passkey IDs"),
      userVerification: tested,
      timeout: withNote(tested, "milliseconds")
    },
    response: {
      sessionToken: token,
      optionsJSON: documented,
      ...prefixed("optionsJSON.", requestOptions),
      mediation: withNote(tested, "`required` or `conditional`; other values are possible")
    }
  },
  "Authentication.verify": {
    ...documentedEndpoint,
    request: { sessionToken: token, response: documented, ...prefixed("response.", authenticationResponse) },
    response: ceremonySuccess,
    errors: { ...commonErrors, PasskeyNotFound: withNote(tested, "checked after the token and before the signature") }
  },
  "Principals.verifyIdToken": {
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
    errors: { Unauthorized: inferred, Forbidden: inferred, BadRequest: inferred, InvalidTenancy: inferred }
  },
  "Lookups.credential": {
    route: tested,
    authentication: tested,
    request: { passkeyId: tested },
    status: tested,
    response: { credentialId: tested, userId: withNote(tested, "the WebAuthn user handle, base64url"), rpId: tested },
    errors: { ...commonErrors, Forbidden: inferred, NotFound: inferred }
  },
  "Lookups.credentials": {
    route: tested,
    authentication: tested,
    request: { passkeyIds: withNote(tested, "comma-separated") },
    status: tested,
    response: {
      rpId: tested,
      userId: withNote(tested, "the WebAuthn user handle, base64url"),
      allAcceptedCredentialIds: tested
    },
    errors: {
      ...commonErrors,
      Forbidden: inferred,
      NotFound: withNote(inferred, "also when only one of the IDs is unknown")
    }
  }
}

/**
 * The provenance of an error, independent of the endpoint.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorProvenance<Class extends ApiErrorClass> {
  readonly status: Fact
  /** The fields of the response body. */
  readonly fields: Facts<Encoded<Class["wire"]["schema"]>>
}

const bodyFields = (fact: Fact) => ({ _tag: fact, message: fact })

/**
 * The provenance of each error.
 *
 * @since 0.1.0
 * @category constants
 */
export const errors: {
  readonly [Tag in ApiErrorClass["_tag"]]: ErrorProvenance<Extract<ApiErrorClass, { readonly _tag: Tag }>>
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
      retryAfterSeconds: withNote(documented, "whole seconds; same as the `Retry-After` header")
    }
  },
  PasskeyNotFound: { status: tested, fields: { ...bodyFields(tested), credentialId: tested, rpId: tested } },
  InvalidTenancy: {
    status: withNote(inferred, "in Passlock's tests; when it occurs, and with which status, is unknown"),
    fields: bodyFields(tested)
  }
}

/**
 * The provenance of the claims of an id_token.
 *
 * @since 0.1.0
 * @category constants
 */
export const claims: Facts<Encoded<typeof IdToken.Claims>> = {
  sub: withNote(documented, "the user's ID in the application"),
  jti: withNote(documented, "the principal's ID"),
  iat: withNote(documented, "Unix time in seconds"),
  exp: withNote(documented, "Unix time in seconds"),
  "a:id": withNote(documented, "the passkey's ID"),
  "a:typ": withNote(documented, "`passkey`"),
  "pk:uv": withNote(documented, "whether the authenticator verified the user")
}

/**
 * A field of a schema's encoded side.
 *
 * @since 0.1.0
 * @category models
 */
export interface Field {
  /** Such as `credential.id` or `records[].userId`. */
  readonly path: string
  readonly isOptional: boolean
  readonly ast: AST.AST
}

const fieldsBelow = (ast: AST.AST, prefix: string): ReadonlyArray<Field> => {
  switch (ast._tag) {
    case "Transformation":
    case "Refinement":
      return fieldsBelow(ast.from, prefix)
    case "Union":
      return ast.types.flatMap((type) => fieldsBelow(type, prefix))
    case "TupleType":
      return ast.rest.flatMap(({ type }) => fieldsBelow(type, prefix.replace(/\.$/, "[].")))
    case "TypeLiteral":
      return ast.propertySignatures.flatMap(({ name, type, isOptional }): ReadonlyArray<Field> => {
        const path = `${prefix}${String(name)}`
        return [{ path, isOptional, ast: type }, ...fieldsBelow(type, `${path}.`)]
      })
    default:
      return []
  }
}

/**
 * Returns the fields of a schema's encoded side, in order, including those of nested objects and array items.
 *
 * @example
 * ```ts
 * import { Provenance, Passkey } from "@passlock-sdk/contract"
 *
 * console.log(Provenance.fields(Passkey.FindAllPasskeys).map(({ path }) => path))
 * // ["_tag", "cursor", "records", "records[]._tag", "records[].id", …]
 * ```
 *
 * @since 0.1.0
 * @category getters
 */
export const fields = (schema: Schema.Schema.AnyNoContext): ReadonlyArray<Field> => fieldsBelow(schema.ast, "")
