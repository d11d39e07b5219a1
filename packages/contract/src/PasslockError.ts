/**
 * The error classes.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/**
 * The brand of every error of this SDK. It is a registered symbol, so copies of this package share it.
 *
 * @since 0.1.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@passlock-sdk/contract/PasslockError")

/**
 * @since 0.1.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/** See `protocol/Issue`. */
const Issue = Schema.Struct({ path: Schema.String, message: Schema.String })

const callFields = {
  /** The operation that failed, such as `Passkeys.get`. */
  operation: Schema.String,
  /** The number of attempts, including those that never reached the API. */
  attempts: Schema.Int,
  /** A message for developers. It contains no secrets. */
  message: Schema.String
}

const responseFields = {
  ...callFields,
  /** The HTTP status of the response. */
  status: Schema.Int,
  /** The `x-request-id` header of the response, if present. */
  requestId: Schema.optionalWith(Schema.String, { exact: true })
}

/** The response's `Retry-After`, in whole seconds, if present. */
const retryAfterSeconds = Schema.optionalWith(Schema.Int, { exact: true })

const wireError = <const Tag extends string, Fields extends Schema.Struct.Fields>(
  tag: Tag,
  status: number,
  fields: Fields
) => ({
  /** The `_tag` in the body. */
  tag: `@error/${tag}` as const,
  /** The HTTP status. The tag identifies the error: some statuses are known only from tests. */
  status,
  /** The fields besides `_tag` and `message`. */
  fields,
  /** The response body. */
  schema: Schema.Struct({
    _tag: Schema.Literal(`@error/${tag}`),
    message: Schema.optionalWith(Schema.String, { exact: true, nullable: true }),
    ...fields
  })
})

/**
 * The request has no credentials, or the API cannot parse them.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("@passlock-sdk/contract/Unauthorized")(
  "Unauthorized",
  responseFields
) {
  static readonly wire = wireError("Unauthorized", 401, {})
  static readonly advice = "Passlock rejected the credentials. Check the API key."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The API key is wrong or belongs to another tenancy, or the tenancy does not exist.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends Schema.TaggedError<Forbidden>("@passlock-sdk/contract/Forbidden")(
  "Forbidden",
  responseFields
) {
  static readonly wire = wireError("Forbidden", 403, {})
  static readonly advice = "Passlock denied access. Check the tenancy ID and the API key."
  get [TypeId](): TypeId {
    return TypeId
  }
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
export class NotFound extends Schema.TaggedError<NotFound>("@passlock-sdk/contract/NotFound")(
  "NotFound",
  responseFields
) {
  static readonly wire = wireError("NotFound", 404, {})
  static readonly advice = "Passlock found nothing with this ID."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The API rejected the request as invalid. The message says why.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends Schema.TaggedError<BadRequest>("@passlock-sdk/contract/BadRequest")(
  "BadRequest",
  responseFields
) {
  static readonly wire = wireError("BadRequest", 400, {})
  static readonly advice = "Passlock rejected the request as invalid."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The exchange code is unknown, expired or already used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidCode extends Schema.TaggedError<InvalidCode>("@passlock-sdk/contract/InvalidCode")(
  "InvalidCode",
  responseFields
) {
  static readonly wire = wireError("InvalidCode", 404, {})
  static readonly advice = "The exchange code is unknown, expired or already used. Ask the user to log in again."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * No pending challenge has this ID and secret: the challenge is unknown, deleted, replaced or already verified.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallenge extends Schema.TaggedError<InvalidChallenge>("@passlock-sdk/contract/InvalidChallenge")(
  "InvalidChallenge",
  responseFields
) {
  static readonly wire = wireError("InvalidChallenge", 400, {})
  static readonly advice = "No pending challenge has this ID and secret. Create a new challenge."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The one-time code is wrong. The challenge stays pending, and the API counts the attempt.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallengeCode extends Schema.TaggedError<InvalidChallengeCode>(
  "@passlock-sdk/contract/InvalidChallengeCode"
)("InvalidChallengeCode", responseFields) {
  static readonly wire = wireError("InvalidChallengeCode", 400, {})
  static readonly advice = "The code is wrong. Ask the user to enter it again."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The challenge has expired. Challenges are valid for ten minutes.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeExpired extends Schema.TaggedError<ChallengeExpired>("@passlock-sdk/contract/ChallengeExpired")(
  "ChallengeExpired",
  responseFields
) {
  static readonly wire = wireError("ChallengeExpired", 400, {})
  static readonly advice = "The challenge has expired. Create a new challenge and send its code."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Too many wrong codes were entered. The challenge no longer accepts the correct one.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeAttemptsExceeded extends Schema.TaggedError<ChallengeAttemptsExceeded>(
  "@passlock-sdk/contract/ChallengeAttemptsExceeded"
)("ChallengeAttemptsExceeded", responseFields) {
  static readonly wire = wireError("ChallengeAttemptsExceeded", 400, {})
  static readonly advice = "Too many wrong codes were entered. Create a new challenge and send its code."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Too many challenges were created for this email address or user. The next one is allowed after `retryAfterSeconds`.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeRateLimited extends Schema.TaggedError<ChallengeRateLimited>(
  "@passlock-sdk/contract/ChallengeRateLimited"
)("ChallengeRateLimited", {
  ...responseFields,
  /** The time to wait before creating the next challenge, in whole seconds. */
  retryAfterSeconds: Schema.Int
}) {
  static readonly wire = wireError("ChallengeRateLimited", 429, { retryAfterSeconds: Schema.Int })
  static readonly advice = "Too many challenges for this email address or user. Wait retryAfterSeconds seconds."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The vault does not contain the passkey that the user chose. Offer to remove it from the device.
 *
 * @since 0.1.0
 * @category api errors
 */
export class PasskeyNotFound extends Schema.TaggedError<PasskeyNotFound>("@passlock-sdk/contract/PasskeyNotFound")(
  "PasskeyNotFound",
  {
    ...responseFields,
    /** The credential ID, base64url. */
    credentialId: Schema.String,
    /** The relying party ID: the domain that the passkey belongs to. */
    rpId: Schema.String
  }
) {
  static readonly wire = wireError("PasskeyNotFound", 400, { credentialId: Schema.String, rpId: Schema.String })
  static readonly advice = "The vault does not contain this passkey. Offer to remove it from the device."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The tenancy does not exist or is unavailable.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends Schema.TaggedError<InvalidTenancy>("@passlock-sdk/contract/InvalidTenancy")(
  "InvalidTenancy",
  responseFields
) {
  static readonly wire = wireError("InvalidTenancy", 404, {})
  static readonly advice = "The tenancy does not exist or is unavailable. Check the tenancy ID."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The input or the configuration is invalid. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@passlock-sdk/contract/InvalidInput")(
  "InvalidInput",
  {
    ...callFields,
    /** What is wrong with each field. */
    issues: Schema.Array(Issue)
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The connection failed before the complete response arrived.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends Schema.TaggedError<TransportError>("@passlock-sdk/contract/TransportError")(
  "TransportError",
  {
    ...callFields,
    /** `"no"`: the request never reached the API. `"unknown"`: the API may have processed it. */
    sent: Schema.Literal("no", "unknown"),
    /** The system's error code, such as `ECONNREFUSED`, if present. */
    code: Schema.optionalWith(Schema.String, { exact: true })
  }
) {
  get [TypeId](): TypeId {
    return TypeId
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
export class RequestTimeout extends Schema.TaggedError<RequestTimeout>("@passlock-sdk/contract/RequestTimeout")(
  "RequestTimeout",
  {
    ...callFields,
    /** The phase that timed out: `headers` includes the connection. */
    phase: Schema.Literal("headers", "body"),
    /** The limit that expired: `timeout` for one attempt, `totalTimeout` for the whole call. */
    limit: Schema.Literal("timeout", "totalTimeout"),
    /** The limit, in milliseconds. */
    milliseconds: Schema.Number
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Too many requests: status 429 for a reason other than the limit on challenges.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("@passlock-sdk/contract/RateLimited")("RateLimited", {
  ...responseFields,
  retryAfterSeconds
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The API, or a proxy in front of it, failed with status 5xx.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends Schema.TaggedError<ServerError>("@passlock-sdk/contract/ServerError")("ServerError", {
  ...responseFields,
  retryAfterSeconds
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Not a Passlock response: an unknown error tag, an HTML page, a redirect, truncated JSON, or a success that lacks a
 * required field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>(
  "@passlock-sdk/contract/UnexpectedResponse"
)("UnexpectedResponse", {
  ...responseFields,
  /** The `_tag` of the body, if present. */
  wireTag: Schema.optionalWith(Schema.String, { exact: true }),
  /** The first 200 characters of the body, which may contain secrets. */
  body: Schema.Redacted(Schema.String)
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The id_token is malformed, expired, from another issuer, for another tenancy, or has an invalid signature.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidIdToken extends Schema.TaggedError<InvalidIdToken>("@passlock-sdk/contract/InvalidIdToken")(
  "InvalidIdToken",
  {
    ...callFields,
    /** The check that failed. The checks run in this order. */
    reason: Schema.Literal(
      "malformed",
      "algorithm",
      "unknown-key",
      "signature",
      "issuer",
      "audience",
      "expired",
      "not-yet-valid",
      "claims"
    )
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * A class of API errors.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiErrorClass =
  | typeof Unauthorized
  | typeof Forbidden
  | typeof NotFound
  | typeof BadRequest
  | typeof InvalidCode
  | typeof InvalidChallenge
  | typeof InvalidChallengeCode
  | typeof ChallengeExpired
  | typeof ChallengeAttemptsExceeded
  | typeof ChallengeRateLimited
  | typeof PasskeyNotFound
  | typeof InvalidTenancy

/**
 * An error that the API returned.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiError = InstanceType<ApiErrorClass>

/**
 * The API errors that every operation can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonApiError = Unauthorized | Forbidden | BadRequest | InvalidTenancy

/**
 * The classes of `CommonApiError`.
 *
 * @since 0.1.0
 * @category constants
 */
export const commonApiErrors = [Unauthorized, Forbidden, BadRequest, InvalidTenancy] as const

/**
 * The errors that every operation can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonError =
  | CommonApiError
  | InvalidInput
  | TransportError
  | RequestTimeout
  | RateLimited
  | ServerError
  | UnexpectedResponse

/**
 * Every error of this SDK. `_tag` identifies it.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError = ApiError | CommonError | InvalidIdToken

/**
 * Returns whether a value is an error of this SDK, even one from another copy of this package.
 *
 * @example
 * ```ts
 * import { isPasslockError } from "@passlock-sdk/contract/PasslockError"
 *
 * console.log(isPasslockError(new Error("other"))) // false
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isPasslockError = (value: unknown): value is PasslockError => Predicate.hasProperty(value, TypeId)
