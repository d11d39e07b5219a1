/**
 * How much is known of what the contract says, field by field.
 *
 * **Details**
 *
 * Nothing here was seen on the live service. A fact is documented by Passlock, or follows from its own tests and clients,
 * or is inferred; an inferred one may turn out to be different, so the client never depends on it.
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
 * Where a fact comes from: Passlock's documentation and release notes, the tests and the sources of its own clients, or
 * what follows from both.
 *
 * @since 0.1.0
 * @category models
 */
export type Strength = "documented" | "tested" | "inferred"

/**
 * Where a fact comes from, and what else is to be said of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fact {
  readonly strength: Strength
  readonly note?: string
}

type Below<A> =
  A extends ReadonlyArray<infer Item>
    ? Nested<NonNullable<Item>, "[]">
    : A extends object
      ? string extends keyof A
        ? never
        : `.${Path<A>}`
      : never

type Nested<A, Prefix extends string> = Below<A> extends infer Rest extends string ? `${Prefix}${Rest}` : never

/**
 * The fields of a value, with dots between the levels and `[]` after a list: `credential.id`, `records[].userId`.
 *
 * @since 0.1.0
 * @category models
 */
export type Path<A> = A extends unknown
  ? { [Name in keyof A & string]-?: Name | Nested<NonNullable<A[Name]>, Name> }[keyof A & string]
  : never

/**
 * A fact for each field: one that is missing, and one that there is not, do not compile.
 *
 * @since 0.1.0
 * @category models
 */
export type Facts<A> = { readonly [Field in Path<A>]: Fact }

type Encoded<S> = S extends Schema.Schema.AnyNoContext ? Schema.Schema.Encoded<S> : never

type Places = "path" | "query" | "body"

/**
 * What is known of an endpoint.
 *
 * @since 0.1.0
 * @category models
 */
export interface Provenance<E extends Endpoint.Any> {
  /** Its method and its path. */
  readonly route: Fact
  /** What proves that a request may be made. */
  readonly authentication: Fact
  /** The fields of the path, the query and the body. */
  readonly request: Facts<{ [Place in Places]: Encoded<E["request"][Place]> }[Places]>
  /** The status of a success. */
  readonly status: Fact
  /** The fields of a success. */
  readonly response: Facts<Encoded<E["success"]["schema"]>>
  /** That it gives these errors. `errors` tells of their statuses and their fields. */
  readonly errors: { readonly [Tag in E["errors"][number]["_tag"] | CommonApiError["_tag"]]: Fact }
}

const documented: Fact = { strength: "documented" }
const tested: Fact = { strength: "tested" }
const inferred: Fact = { strength: "inferred" }

const noted = (fact: Fact, note: string): Fact => ({ ...fact, note })

/** The facts of a shape that stands below a field, or in a list. */
const below = <const Prefix extends `${string}.`, const Shape extends Readonly<Record<string, Fact>>>(
  prefix: Prefix,
  shape: Shape
) =>
  Object.fromEntries(Object.entries(shape).map(([field, fact]) => [`${prefix}${field}`, fact])) as unknown as {
    readonly [Field in keyof Shape & string as `${Prefix}${Field}`]: Fact
  }

const time = noted(documented, "milliseconds since 1970")

const passkey: Facts<Encoded<typeof Passkey.Passkey>> = {
  _tag: documented,
  id: documented,
  userId: noted(documented, "the application's own id"),
  enabled: documented,
  credential: documented,
  "credential.id": noted(documented, "base64url"),
  "credential.userId": noted(documented, "the WebAuthn user handle, base64url"),
  "credential.username": documented,
  "credential.aaguid": documented,
  "credential.backedUp": documented,
  "credential.counter": documented,
  "credential.deviceType": noted(documented, "more values may come"),
  "credential.transports": noted(documented, "more values may come"),
  "credential.publicKey": noted(documented, "the COSE key, base64url"),
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
  userId: noted(documented, "required in Passlock's own schema, but older passkeys may lack one"),
  enabled: documented,
  credential: documented,
  "credential.id": noted(documented, "base64url"),
  "credential.userId": noted(documented, "the WebAuthn user handle, base64url"),
  createdAt: time,
  lastUsed: time
}

const extendedPrincipal: Facts<Encoded<typeof Principal.ExtendedPrincipal>> = {
  _tag: documented,
  id: documented,
  authenticatorId: noted(documented, "the id of the passkey"),
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
  expiresAt: noted(documented, "ten minutes after `createdAt`"),
  metadata: noted(documented, "`null` where none was given")
}

const webAuthn = noted(documented, "as WebAuthn defines it")
const chosen = noted(inferred, "WebAuthn has it; what Passlock puts there is not known")

const creationOptions: Facts<WebAuthn.CreationOptionsJSON> = {
  rp: webAuthn,
  "rp.id": noted(tested, "the `rpId` of the preparation"),
  "rp.name": noted(documented, "WebAuthn requires one; which one is not known"),
  user: webAuthn,
  "user.id": webAuthn,
  "user.name": webAuthn,
  "user.displayName": webAuthn,
  challenge: webAuthn,
  pubKeyCredParams: noted(documented, "WebAuthn requires some; which ones is not known"),
  "pubKeyCredParams[].alg": webAuthn,
  "pubKeyCredParams[].type": webAuthn,
  timeout: chosen,
  excludeCredentials: noted(inferred, "credential ids, where the preparation has the ids of passkeys"),
  "excludeCredentials[].id": chosen,
  "excludeCredentials[].type": chosen,
  "excludeCredentials[].transports": chosen,
  authenticatorSelection: tested,
  "authenticatorSelection.authenticatorAttachment": chosen,
  "authenticatorSelection.requireResidentKey": chosen,
  "authenticatorSelection.residentKey": noted(tested, "`preferred`"),
  "authenticatorSelection.userVerification": noted(tested, "`preferred`, unless the preparation asks otherwise"),
  attestation: chosen
}

const requestOptions: Facts<WebAuthn.RequestOptionsJSON> = {
  challenge: webAuthn,
  timeout: chosen,
  rpId: noted(tested, "the `rpId` of the preparation"),
  allowCredentials: noted(inferred, "credential ids, where the preparation has the ids of passkeys"),
  "allowCredentials[].id": chosen,
  "allowCredentials[].type": chosen,
  "allowCredentials[].transports": chosen,
  userVerification: noted(tested, "`preferred`, unless the preparation asks otherwise")
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
 * What is known of the shapes that several endpoints share.
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

/** Of an endpoint whose faults in a request nobody tells of. */
const commonErrors = {
  Unauthorized: inferred,
  Forbidden: documented,
  BadRequest: inferred,
  InvalidTenancy: inferred
}

const known = { route: documented, authentication: documented, status: documented, errors: commonErrors }

const withNotFound = { ...commonErrors, NotFound: documented }

const success = {
  _tag: documented,
  principal: documented,
  "principal.authenticatorId": noted(documented, "the id of the passkey"),
  "principal.userId": documented,
  id_token: documented,
  code: noted(documented, "it lives five minutes")
}

const timeout = noted(documented, "milliseconds")

const token = noted(documented, "it works once and lives shortly; how long is not known")

/**
 * What is known of each endpoint.
 *
 * @since 0.1.0
 * @category constants
 */
export const operations: {
  readonly [Operation in Endpoints.AnyOperation]: Provenance<
    Extract<Endpoints.Descriptor, { readonly operation: Operation }>
  >
} = {
  "Principals.exchange": {
    ...known,
    request: { code: noted(documented, "it lives five minutes; that it works once is inferred") },
    response: extendedPrincipal,
    errors: { ...commonErrors, InvalidCode: documented }
  },
  "Passkeys.list": {
    ...known,
    request: { cursor: noted(documented, "the only parameter; size and order of the pages are not known") },
    response: {
      _tag: documented,
      cursor: noted(documented, "`null` on the last page"),
      records: documented,
      ...below("records[].", passkeySummary)
    }
  },
  "Passkeys.get": {
    ...known,
    request: { passkeyId: documented },
    response: passkey,
    errors: withNotFound
  },
  "Passkeys.update": {
    ...known,
    request: {
      passkeyId: documented,
      username: noted(documented, "only in the vault: the device keeps its own label")
    },
    response: passkey,
    errors: withNotFound
  },
  "Passkeys.delete": {
    ...known,
    request: { passkeyId: documented },
    response: passkey,
    errors: { ...commonErrors, NotFound: noted(documented, "that a second deletion gives it is inferred") }
  },
  "Passkeys.updateForUser": {
    ...known,
    request: {
      userId: documented,
      username: noted(documented, "only in the vault: the devices keep their own labels")
    },
    status: inferred,
    response: { _tag: documented, updated: documented, ...below("updated[].", passkey) },
    errors: withNotFound
  },
  "Passkeys.deleteForUser": {
    ...known,
    request: { userId: noted(documented, "Passlock's own client repeats it in a body") },
    response: { _tag: documented, deleted: documented, ...below("deleted[].", passkey) },
    errors: withNotFound
  },
  "Challenges.create": {
    ...known,
    request: {
      email: noted(documented, "`something@something.something`"),
      purpose: noted(documented, "`^[A-Za-z0-9._:-]{1,64}$`"),
      userId: documented,
      metadata: noted(documented, "a JSON object"),
      invalidateOthers: noted(documented, "`false` by default"),
      skipRateLimit: noted(documented, "`false` by default"),
      name: noted(documented, "Passlock 2.9 and later"),
      sendEmail: noted(documented, "Passlock 2.9 and later")
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
      "challenge.secret": noted(documented, "never shown again"),
      "challenge.code": noted(documented, "six digits, never shown again"),
      "challenge.message": documented,
      "challenge.message.html": documented,
      "challenge.message.text": documented
    },
    errors: {
      ...commonErrors,
      ChallengeRateLimited: noted(documented, "the quota, its window and what it counts are inferred")
    }
  },
  "Challenges.get": {
    ...known,
    request: { challengeId: documented },
    response: challenge,
    errors: withNotFound
  },
  "Challenges.verify": {
    ...known,
    request: { challengeId: documented, secret: documented, code: documented },
    response: { _tag: documented, challenge: documented, ...below("challenge.", challenge) },
    errors: {
      ...commonErrors,
      InvalidChallenge: noted(documented, "the same for every id and secret that are no pending pair"),
      InvalidChallengeCode: documented,
      ChallengeExpired: documented,
      ChallengeAttemptsExceeded: noted(documented, "how many wrong codes it takes is inferred")
    }
  },
  "Challenges.delete": {
    ...known,
    request: { challengeId: documented },
    response: { _tag: documented },
    errors: { ...commonErrors, NotFound: noted(inferred, "as likely, an unknown id succeeds") }
  },
  "Registration.prepare": {
    ...known,
    request: {
      rpId: documented,
      userId: documented,
      username: documented,
      displayName: documented,
      excludeCredentials: noted(documented, "ids of passkeys"),
      userVerification: documented,
      timeout
    },
    response: { _tag: documented, registrationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented }
  },
  "Registration.options": {
    ...known,
    request: { registrationToken: token },
    response: { sessionToken: token, optionsJSON: documented, ...below("optionsJSON.", creationOptions) }
  },
  "Registration.verify": {
    ...known,
    request: { sessionToken: token, response: documented, ...below("response.", registrationResponse) },
    response: success
  },
  "Authentication.prepare": {
    ...known,
    request: {
      rpId: documented,
      userId: noted(documented, "this or `allowCredentials`, or both"),
      allowCredentials: noted(documented, "ids of passkeys"),
      userVerification: documented,
      timeout
    },
    response: { _tag: documented, authenticationToken: token, expiresAt: time },
    errors: { ...commonErrors, BadRequest: documented }
  },
  "Authentication.options": {
    ...known,
    request: {
      authenticationToken: noted(
        token,
        "of a preparation; a page that starts by itself sends the other fields instead"
      ),
      rpId: tested,
      allowCredentials: noted(tested, "ids of passkeys"),
      userVerification: tested,
      timeout: noted(tested, "milliseconds")
    },
    response: {
      sessionToken: token,
      optionsJSON: documented,
      ...below("optionsJSON.", requestOptions),
      mediation: noted(tested, "`required` or `conditional`; more values may come")
    }
  },
  "Authentication.verify": {
    ...known,
    request: { sessionToken: token, response: documented, ...below("response.", authenticationResponse) },
    response: success,
    errors: { ...commonErrors, PasskeyNotFound: noted(tested, "looked for after the token, before the signature") }
  },
  "Principals.verifyIdToken": {
    ...known,
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
    response: { credentialId: tested, userId: noted(tested, "the WebAuthn user handle, base64url"), rpId: tested },
    errors: { ...commonErrors, Forbidden: inferred, NotFound: inferred }
  },
  "Lookups.credentials": {
    route: tested,
    authentication: tested,
    request: { passkeyIds: noted(tested, "joined with commas") },
    status: tested,
    response: {
      rpId: tested,
      userId: noted(tested, "the WebAuthn user handle, base64url"),
      allAcceptedCredentialIds: tested
    },
    errors: { ...commonErrors, Forbidden: inferred, NotFound: inferred }
  }
}

/**
 * What is known of an error, whoever gives it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorEvidence<Class extends ApiErrorClass> {
  readonly status: Fact
  /** The fields of its body. */
  readonly fields: Facts<Encoded<Class["wire"]["schema"]>>
}

const body = (fact: Fact) => ({ _tag: fact, message: fact })

/**
 * What is known of each error.
 *
 * @since 0.1.0
 * @category constants
 */
export const errors: {
  readonly [Tag in ApiErrorClass["_tag"]]: ErrorEvidence<Extract<ApiErrorClass, { readonly _tag: Tag }>>
} = {
  Unauthorized: {
    status: noted(inferred, "Passlock's public schemas have it; when it comes is not known"),
    fields: body(inferred)
  },
  Forbidden: { status: documented, fields: { _tag: documented, message: noted(documented, "may be missing") } },
  NotFound: { status: documented, fields: body(documented) },
  BadRequest: { status: tested, fields: body(tested) },
  InvalidCode: { status: tested, fields: body(tested) },
  InvalidChallenge: { status: tested, fields: body(tested) },
  InvalidChallengeCode: { status: tested, fields: body(tested) },
  ChallengeExpired: { status: inferred, fields: body(inferred) },
  ChallengeAttemptsExceeded: { status: inferred, fields: body(inferred) },
  ChallengeRateLimited: {
    status: documented,
    fields: {
      ...body(documented),
      retryAfterSeconds: noted(documented, "whole seconds; the header `Retry-After` repeats it")
    }
  },
  PasskeyNotFound: { status: tested, fields: { ...body(tested), credentialId: tested, rpId: tested } },
  InvalidTenancy: {
    status: noted(inferred, "Passlock's tests have it; when it comes, and with which status, is not known"),
    fields: body(tested)
  }
}

/**
 * What is known of the claims of an id_token.
 *
 * @since 0.1.0
 * @category constants
 */
export const claims: Facts<Encoded<typeof IdToken.Claims>> = {
  sub: noted(documented, "the application's own id of the user"),
  jti: noted(documented, "the id of the principal"),
  iat: noted(documented, "seconds since 1970"),
  exp: noted(documented, "seconds since 1970"),
  "a:id": noted(documented, "the id of the passkey"),
  "a:typ": noted(documented, "`passkey`"),
  "pk:uv": noted(documented, "whether the user was verified")
}

/**
 * A field of a schema, as it stands on the wire.
 *
 * @since 0.1.0
 * @category models
 */
export interface Field {
  /** As in `Path`. */
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
 * The fields of a schema on the wire, in their order, those of nested objects and of the items of lists included.
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
