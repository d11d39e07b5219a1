/**
 * The error classes.
 *
 * @since 0.1.0
 */

/** The brand of every error of this package. It is a registered symbol, so copies of the package share it. */
const brand = Symbol.for("@passlock-sdk/promise/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** The constructor's fields. */
type Fields<E extends Error> = { readonly [Name in keyof E as Name extends Inherited ? never : Name]: E[Name] } & {
  readonly message: string
}

abstract class BaseError extends Error {
  static {
    // Not declared, so that the types of two copies of the package are the same.
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /** Recognizes the errors of another copy of the package too, which has its own classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return isPasslockError(value) && value._tag === this.name
  }

  /** The name of the error class. */
  abstract readonly _tag: string
  /** The operation that failed, such as `Passkeys.get`, or `new Passlock` for invalid options. */
  declare readonly operation: string
  /** The number of attempts, including those that never reached the API. */
  declare readonly attempts: number

  constructor({ message, ...fields }: Fields<BaseError>) {
    super(message)
    Object.assign(this, fields)
  }

  /** The name of the error class. */
  override get name(): string {
    return this.constructor.name
  }

  /** Returns the fields that are safe to log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

abstract class ResponseError extends BaseError {
  /** The HTTP status of the response. */
  declare readonly status: number
  /** The `x-request-id` header of the response, if present. */
  declare readonly requestId?: string

  constructor(fields: Fields<ResponseError>) {
    super(fields)
  }
}

/**
 * The request has no credentials, or the API cannot parse them.
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
 * The resource does not exist.
 *
 * **Gotchas**
 *
 * If a delete took more than one attempt (`attempts`), an earlier one may have deleted the resource.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends ResponseError {
  static override readonly name = "NotFound"
  readonly _tag = "NotFound" as const
}

/**
 * The API rejected the request as invalid. The message says why.
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
 * No pending challenge has this ID and secret: the challenge is unknown, deleted, replaced or already verified.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallenge extends ResponseError {
  static override readonly name = "InvalidChallenge"
  readonly _tag = "InvalidChallenge" as const
}

/**
 * The one-time code is wrong. The challenge stays pending, and the API counts the attempt.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallengeCode extends ResponseError {
  static override readonly name = "InvalidChallengeCode"
  readonly _tag = "InvalidChallengeCode" as const
}

/**
 * The challenge has expired. Challenges are valid for ten minutes.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeExpired extends ResponseError {
  static override readonly name = "ChallengeExpired"
  readonly _tag = "ChallengeExpired" as const
}

/**
 * Too many wrong codes were entered. The challenge no longer accepts the correct one.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeAttemptsExceeded extends ResponseError {
  static override readonly name = "ChallengeAttemptsExceeded"
  readonly _tag = "ChallengeAttemptsExceeded" as const
}

/**
 * Too many challenges were created for this email address or user. The next one is allowed after `retryAfterSeconds`.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeRateLimited extends ResponseError {
  static override readonly name = "ChallengeRateLimited"
  readonly _tag = "ChallengeRateLimited" as const
  /** The time to wait before creating the next challenge, in whole seconds. */
  declare readonly retryAfterSeconds: number

  constructor(fields: Fields<ChallengeRateLimited>) {
    super(fields)
  }
}

/**
 * The vault does not contain the passkey that the user chose. Offer to remove it from the device.
 *
 * @since 0.1.0
 * @category api errors
 */
export class PasskeyNotFound extends ResponseError {
  static override readonly name = "PasskeyNotFound"
  readonly _tag = "PasskeyNotFound" as const
  /** The credential ID, base64url. */
  declare readonly credentialId: string
  /** The relying party ID: the domain that the passkey belongs to. */
  declare readonly rpId: string

  constructor(fields: Fields<PasskeyNotFound>) {
    super(fields)
  }
}

/**
 * The tenancy does not exist or is unavailable.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends ResponseError {
  static override readonly name = "InvalidTenancy"
  readonly _tag = "InvalidTenancy" as const
}

/**
 * What is wrong with a field of an input.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issue {
  /** The path of the field, such as `metadata.plan`. Empty for the whole input. */
  readonly path: string
  /** What was expected, and the kind of value received: `expected string, got number`. */
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
  /** What is wrong with each field. */
  declare readonly issues: ReadonlyArray<Issue>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before the complete response arrived, or the client is closed.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends BaseError {
  static override readonly name = "TransportError"
  readonly _tag = "TransportError" as const
  /** `"no"`: the request never reached the API. `"unknown"`: the API may have processed it. */
  declare readonly sent: "no" | "unknown"
  /** The system's error code, such as `ECONNREFUSED`, if present. */
  declare readonly code?: string

  constructor(fields: Fields<TransportError>) {
    super(fields)
  }
}

/**
 * The complete response did not arrive in time.
 *
 * **Gotchas**
 *
 * If the operation changes something, the server may have processed the request.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends BaseError {
  static override readonly name = "RequestTimeout"
  readonly _tag = "RequestTimeout" as const
  /** The phase that timed out: `headers` includes the connection. */
  declare readonly phase: "headers" | "body"
  /** The limit that expired: `timeout` for one attempt, `totalTimeout` for the whole call. */
  declare readonly limit: "timeout" | "totalTimeout"
  /** The limit, in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<RequestTimeout>) {
    super(fields)
  }
}

/**
 * Too many requests: status 429 for a reason other than the limit on challenges.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends ResponseError {
  static override readonly name = "RateLimited"
  readonly _tag = "RateLimited" as const
  /** The response's `Retry-After`, in whole seconds, if present. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<RateLimited>) {
    super(fields)
  }
}

/**
 * The API, or a proxy in front of it, failed with status 5xx.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends ResponseError {
  static override readonly name = "ServerError"
  readonly _tag = "ServerError" as const
  /** The response's `Retry-After`, in whole seconds, if present. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<ServerError>) {
    super(fields)
  }
}

type Inspect = (value: object, options: object) => string

const bodies = new WeakMap<UnexpectedResponse, string>()

/**
 * Not a Passlock response: an unknown error tag, an HTML page, a redirect, truncated JSON, or a success that lacks a
 * required field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends ResponseError {
  static override readonly name = "UnexpectedResponse"
  readonly _tag = "UnexpectedResponse" as const

  static {
    // Node.js can inspect getters, and the body is one.
    const value = function (this: object, _depth: number, options: object, inspect: Inspect) {
      return inspect(this, { ...options, customInspect: false, getters: false })
    }
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), { value })
  }

  /** The `_tag` of the body, if present. */
  declare readonly wireTag?: string

  constructor({ body, ...fields }: Fields<UnexpectedResponse>) {
    super(fields)
    bodies.set(this, body)
  }

  /** The first 200 characters of the body, which may contain secrets. JSON and inspection omit them. */
  get body(): string {
    return bodies.get(this) ?? ""
  }
}

/**
 * The id_token is malformed, expired, from another issuer, for another tenancy, or has an invalid signature.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidIdToken extends BaseError {
  static override readonly name = "InvalidIdToken"
  readonly _tag = "InvalidIdToken" as const
  /** The check that failed. The checks run in this order. */
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
 * The errors that every operation can fail with.
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
 * Returns whether a value is an error of this package, even one from another copy of it.
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
