/**
 * The errors, as classes.
 *
 * @since 0.1.0
 */

/** Marks the errors of every copy of the package, such as CommonJS beside ESM, because the symbol is registered. */
const brand = Symbol.for("@passlock-sdk/promise/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** The constructor's fields of an error class. */
type Fields<E extends Error> = { readonly [Name in keyof E as Name extends Inherited ? never : Name]: E[Name] } & {
  readonly message: string
}

abstract class BaseError extends Error {
  static {
    // Not declared, so that the types of two copies of the package are the same.
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /** Also recognizes the errors of a second copy of the package, which has its own classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return isPasslockError(value) && value._tag === this.name
  }

  /** The name of the error's class. */
  abstract readonly _tag: string
  /** The operation that failed, such as `Passkeys.get`, or `new Passlock` for invalid options. */
  declare readonly operation: string
  /** The number of attempts. */
  declare readonly attempts: number

  constructor({ message, ...fields }: Fields<BaseError>) {
    super(message)
    Object.assign(this, fields)
  }

  /** The name of the error's class. */
  override get name(): string {
    return this.constructor.name
  }

  /** Returns all fields that are safe to log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

abstract class ResponseError extends BaseError {
  /** The HTTP status of the response. */
  declare readonly status: number
  /** The `x-request-id` header of the response, if there was one. */
  declare readonly requestId?: string

  constructor(fields: Fields<ResponseError>) {
    super(fields)
  }
}

/**
 * The request has no valid credentials.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Unauthorized extends ResponseError {
  static override readonly name = "Unauthorized"
  readonly _tag = "Unauthorized" as const
}

/**
 * The API key is wrong or belongs to another tenancy, or the tenancy does not exist.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends ResponseError {
  static override readonly name = "Forbidden"
  readonly _tag = "Forbidden" as const
}

/**
 * Nothing has this id.
 *
 * **Gotchas**
 *
 * After a delete with `attempts` above 1, an earlier attempt may have deleted it and lost its response.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends ResponseError {
  static override readonly name = "NotFound"
  readonly _tag = "NotFound" as const
}

/**
 * The API rejected the request. The message says why.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends ResponseError {
  static override readonly name = "BadRequest"
  readonly _tag = "BadRequest" as const
}

/**
 * The exchange code is unknown, expired or already used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidCode extends ResponseError {
  static override readonly name = "InvalidCode"
  readonly _tag = "InvalidCode" as const
}

/**
 * No pending challenge has this id and secret. It is unknown, deleted, replaced or already verified.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallenge extends ResponseError {
  static override readonly name = "InvalidChallenge"
  readonly _tag = "InvalidChallenge" as const
}

/**
 * The code is wrong. The attempt counts, and the challenge is still pending.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallengeCode extends ResponseError {
  static override readonly name = "InvalidChallengeCode"
  readonly _tag = "InvalidChallengeCode" as const
}

/**
 * The challenge is older than ten minutes.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeExpired extends ResponseError {
  static override readonly name = "ChallengeExpired"
  readonly _tag = "ChallengeExpired" as const
}

/**
 * Too many wrong codes. The correct one is no longer accepted.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeAttemptsExceeded extends ResponseError {
  static override readonly name = "ChallengeAttemptsExceeded"
  readonly _tag = "ChallengeAttemptsExceeded" as const
}

/**
 * There are too many challenges for this email address or user. `retryAfterSeconds` says when to create the next one.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeRateLimited extends ResponseError {
  static override readonly name = "ChallengeRateLimited"
  readonly _tag = "ChallengeRateLimited" as const
  /** The time to wait before the next challenge, in whole seconds. */
  declare readonly retryAfterSeconds: number

  constructor(fields: Fields<ChallengeRateLimited>) {
    super(fields)
  }
}

/**
 * The vault has no such passkey. Offer to remove it from the device.
 *
 * @since 0.1.0
 * @category api errors
 */
export class PasskeyNotFound extends ResponseError {
  static override readonly name = "PasskeyNotFound"
  readonly _tag = "PasskeyNotFound" as const
  /** The credential id, in base64url. */
  declare readonly credentialId: string
  /** The relying party: a domain. */
  declare readonly rpId: string

  constructor(fields: Fields<PasskeyNotFound>) {
    super(fields)
  }
}

/**
 * The tenancy does not exist or cannot be used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends ResponseError {
  static override readonly name = "InvalidTenancy"
  readonly _tag = "InvalidTenancy" as const
}

/**
 * An issue with an input.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issue {
  /** The path of the field, such as `metadata.plan`. Empty for the whole input. */
  readonly path: string
  /** The expected value, and the kind of value received. */
  readonly message: string
}

/**
 * The input or the configuration is invalid. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends BaseError {
  static override readonly name = "InvalidInput"
  readonly _tag = "InvalidInput" as const
  /** What is wrong, field by field. */
  declare readonly issues: ReadonlyArray<Issue>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before the whole response arrived, or the client is closed.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends BaseError {
  static override readonly name = "TransportError"
  readonly _tag = "TransportError" as const
  /** `no`: the request did not reach the API. `unknown`: it may have, and a change may have taken effect. */
  declare readonly sent: "no" | "unknown"
  /** The system's error code, such as `ECONNREFUSED`, if there was one. */
  declare readonly code?: string

  constructor(fields: Fields<TransportError>) {
    super(fields)
  }
}

/**
 * The response did not arrive in time. A call that changes something may still have taken effect.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends BaseError {
  static override readonly name = "RequestTimeout"
  readonly _tag = "RequestTimeout" as const
  /** The phase that timed out: `headers` includes the connection, `body` is the rest. */
  declare readonly phase: "headers" | "body"
  /** The limit that was reached: `timeout` for one attempt, `totalTimeout` for the call. */
  declare readonly limit: "timeout" | "totalTimeout"
  /** The limit, in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<RequestTimeout>) {
    super(fields)
  }
}

/**
 * Too many requests: a 429 other than `ChallengeRateLimited`.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends ResponseError {
  static override readonly name = "RateLimited"
  readonly _tag = "RateLimited" as const
  /** The time to wait before the next attempt, in whole seconds, if the response asks for it. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<RateLimited>) {
    super(fields)
  }
}

/**
 * A 5xx response from the API or a proxy in front of it.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends ResponseError {
  static override readonly name = "ServerError"
  readonly _tag = "ServerError" as const
  /** The time to wait before the next attempt, in whole seconds, if the response asks for it. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<ServerError>) {
    super(fields)
  }
}

const bodies = new WeakMap<UnexpectedResponse, string>()

/**
 * Not a Passlock response: an unknown error, an HTML page, a redirect, truncated JSON or JSON without a required field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends ResponseError {
  static override readonly name = "UnexpectedResponse"
  readonly _tag = "UnexpectedResponse" as const
  /** The `_tag` of the response body, if there was one. */
  declare readonly wireTag?: string

  constructor({ body, ...fields }: Fields<UnexpectedResponse>) {
    super(fields)
    bodies.set(this, body)
  }

  /** The first 200 characters of the response body. They can contain secrets, so JSON and inspection omit them. */
  get body(): string {
    return bodies.get(this) ?? ""
  }
}

/**
 * The id_token is malformed, forged, expired or for another tenancy.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidIdToken extends BaseError {
  static override readonly name = "InvalidIdToken"
  readonly _tag = "InvalidIdToken" as const
  /** The check that failed, in the order of the checks. */
  declare readonly reason:
    | "malformed"
    | "algorithm"
    | "unknown-key"
    | "signature"
    | "issuer"
    | "audience"
    | "expired"
    | "not-yet-valid"
    | "claims"

  constructor(fields: Fields<InvalidIdToken>) {
    super(fields)
  }
}

/**
 * The errors that every method can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonError =
  | Unauthorized
  | Forbidden
  | BadRequest
  | InvalidTenancy
  | InvalidInput
  | TransportError
  | RequestTimeout
  | RateLimited
  | ServerError
  | UnexpectedResponse

/**
 * Every error of this package. `_tag` identifies it.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError =
  | CommonError
  | NotFound
  | InvalidCode
  | InvalidChallenge
  | InvalidChallengeCode
  | ChallengeExpired
  | ChallengeAttemptsExceeded
  | ChallengeRateLimited
  | PasskeyNotFound
  | InvalidIdToken

/**
 * Returns whether a value is an error of this package, including those of a second copy of it.
 *
 * @example
 * ```ts
 * import { isPasslockError, Passlock } from "@passlock-sdk/promise"
 *
 * const passlock = new Passlock()
 *
 * export const findPasskey = async (passkeyId: string) => {
 *   try {
 *     return await passlock.passkeys.get({ passkeyId })
 *   } catch (error) {
 *     if (isPasslockError(error) && error._tag === "NotFound") return undefined
 *     throw error
 *   }
 * }
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isPasslockError = (value: unknown): value is PasslockError =>
  typeof value === "object" && value !== null && brand in value
