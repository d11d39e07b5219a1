import { invalidInput as fieldsOf } from "@passlock-sdk/contract/protocol/Call"
import type { Issue } from "@passlock-sdk/contract/protocol/Issue"
import { type CommonError, InvalidInput, type NotFound, PasskeyNotFound } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type { CeremonyFailure } from "../CeremonyFailure.js"
import * as Errors from "./CeremonyError.js"

const classes = {
  PasskeysUnsupported: Errors.PasskeysUnsupported,
  Unsupported: Errors.Unsupported,
  PasskeyAlreadyRegistered: Errors.PasskeyAlreadyRegistered,
  CeremonyCancelled: Errors.CeremonyCancelled,
  CeremonyTimeout: Errors.CeremonyTimeout,
  AuthenticatorError: Errors.AuthenticatorError
}

type MappedError<E> = E extends { readonly _tag: "PasskeyNotFound" }
  ? Errors.OrphanedPasskey
  : E extends CommonError | NotFound
    ? E
    : E extends { readonly _tag: keyof typeof classes }
      ? InstanceType<(typeof classes)[E["_tag"]]>
      : E

/** Maps a failure to the error of the same name, and `PasskeyNotFound` to `OrphanedPasskey`. */
export const mapErrors =
  (operation: string) =>
  <A, E extends CeremonyFailure | CommonError | NotFound | PasskeyNotFound, R>(
    program: Effect.Effect<A, E, R>
  ): Effect.Effect<A, MappedError<E>, R> =>
    Effect.mapError(program, (error) => {
      const mapped: unknown =
        error instanceof PasskeyNotFound
          ? new Errors.OrphanedPasskey({ ...error, message: error.message })
          : error instanceof Error
            ? error
            : errorOf(operation, error as CeremonyFailure)
      return mapped as MappedError<E>
    })

const errorOf = (operation: string, { _tag, message, ...fields }: CeremonyFailure) =>
  new (classes[_tag] as new (fields: object) => unknown)({ ...fields, operation, message: `${operation}: ${message}` })

/** Fails with `InvalidInput` before a request is sent. */
export const invalidInput = (operation: string, issues: ReadonlyArray<Issue>): Effect.Effect<never, InvalidInput> =>
  Effect.fail(new InvalidInput(fieldsOf(operation, issues)))
