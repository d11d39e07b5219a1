import { format, type Issue } from "@passlock-sdk/contract/protocol/Issue"
import { type CommonError, InvalidInput, type NotFound, PasskeyNotFound } from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import type { Refusal } from "../Refusal.js"
import * as Errors from "./CeremonyError.js"

const classes = {
  PasskeysUnsupported: Errors.PasskeysUnsupported,
  Unsupported: Errors.Unsupported,
  PasskeyAlreadyRegistered: Errors.PasskeyAlreadyRegistered,
  CeremonyCancelled: Errors.CeremonyCancelled,
  CeremonyTimeout: Errors.CeremonyTimeout,
  AuthenticatorError: Errors.AuthenticatorError
}

/** A refusal as the error of the same name; and what the vault does not know is, seen from the device, an orphan. */
type Told<E> = E extends { readonly _tag: "PasskeyNotFound" }
  ? Errors.OrphanedPasskey
  : E extends CommonError | NotFound
    ? E
    : E extends { readonly _tag: keyof typeof classes }
      ? InstanceType<(typeof classes)[E["_tag"]]>
      : E

/** Gives the errors of a program their final form. */
export const refuse =
  (operation: string) =>
  <A, E extends Refusal | CommonError | NotFound | PasskeyNotFound, R>(
    program: Effect.Effect<A, E, R>
  ): Effect.Effect<A, Told<E>, R> =>
    Effect.mapError(program, (error) => {
      const told: unknown =
        error instanceof PasskeyNotFound
          ? new Errors.OrphanedPasskey({ ...error, message: error.message })
          : error instanceof Error
            ? error
            : refusal(operation, error as Refusal)
      return told as Told<E>
    })

const refusal = (operation: string, { _tag, message, ...own }: Refusal) =>
  new (classes[_tag] as new (fields: object) => unknown)({ ...own, operation, message: `${operation}: ${message}` })

/** Something was wrong before anything was sent. */
export const invalid = (operation: string, issues: ReadonlyArray<Issue>): Effect.Effect<never, InvalidInput> =>
  Effect.fail(
    new InvalidInput({
      operation,
      attempts: 0,
      issues,
      message: `${operation}: Nothing was sent. ${format(issues)}.`
    })
  )
