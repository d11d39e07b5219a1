import type * as Effect from "@passlock-sdk/effect"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Errors from "../PasslockError.js"

type FailureClass<E extends Effect.PasslockError> = new (
  fields: { readonly [Name in keyof E]: E[Name] extends Redacted.Redacted<infer Value> ? Value : E[Name] }
) => Errors.PasslockError

/** The class for each error that a program can fail with. */
const classes: {
  readonly [Tag in Effect.PasslockError["_tag"]]: FailureClass<Extract<Effect.PasslockError, { readonly _tag: Tag }>>
} = {
  Unauthorized: Errors.Unauthorized,
  Forbidden: Errors.Forbidden,
  NotFound: Errors.NotFound,
  BadRequest: Errors.BadRequest,
  InvalidCode: Errors.InvalidCode,
  InvalidChallenge: Errors.InvalidChallenge,
  InvalidChallengeCode: Errors.InvalidChallengeCode,
  ChallengeExpired: Errors.ChallengeExpired,
  ChallengeAttemptsExceeded: Errors.ChallengeAttemptsExceeded,
  ChallengeRateLimited: Errors.ChallengeRateLimited,
  PasskeyNotFound: Errors.PasskeyNotFound,
  InvalidTenancy: Errors.InvalidTenancy,
  InvalidInput: Errors.InvalidInput,
  TransportError: Errors.TransportError,
  RequestTimeout: Errors.RequestTimeout,
  RateLimited: Errors.RateLimited,
  ServerError: Errors.ServerError,
  UnexpectedResponse: Errors.UnexpectedResponse,
  InvalidIdToken: Errors.InvalidIdToken
}

/** The same error as a class of this package. A program may fail several callers with one error; each gets its own. */
export const failureOf = (error: Effect.PasslockError): Errors.PasslockError => {
  const fields = Record.map({ ...error, message: error.message }, (value: unknown) =>
    Redacted.isRedacted(value) ? Redacted.value(value) : value
  )
  return new classes[error._tag](fields as never)
}
