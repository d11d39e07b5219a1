/**
 * Signals, which keep the passkeys on a device in step with the vault.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type CommonError,
  type CredentialLookup,
  type CredentialsLookup,
  Lookups,
  NotFound,
  type PasslockTenancy
} from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { checkSignal } from "../internal/input.js"
import type { AllAcceptedCredentials, CurrentUserDetails, Signal, UnknownCredential } from "../Signal.js"
import { Authenticator } from "./Authenticator.js"
import type { AuthenticatorError, Unsupported } from "./CeremonyError.js"
import { invalidInput, mapErrors } from "./ceremonyFailure.js"

type SignalProgram = Effect.Effect<
  void,
  Unsupported | AuthenticatorError | NotFound | CommonError,
  HttpClient.HttpClient | PasslockTenancy | Authenticator
>

/**
 * Signals that a passkey is no longer in the vault, so that the device stops offering it.
 *
 * **Details**
 *
 * Accepts an `OrphanedPasskey` as it is. With a `passkeyId`, it looks up the credential first, so the passkey must
 * still be in the vault: signal before the server deletes it, or pass the credential of the deleted passkey. From
 * Passlock 2.7 on, `DevicePasskeys.delete` needs no lookup.
 *
 * Fails with:
 *
 * - `Unsupported` when the browser does not support this signal. Nothing was sent.
 * - `NotFound` when the vault has no passkey with this `passkeyId`.
 *
 * Calls `PublicKeyCredential.signalUnknownCredential`; with a `passkeyId`, `GET /v2/{tenancyId}/credential/{passkeyId}`
 * first.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const signalRemoval = (credential: { readonly id: string; readonly rpId: string }) =>
 *   Signals.unknownCredential({ credentialId: credential.id, rpId: credential.rpId })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => SignalProgram =
  /*#__PURE__*/ send("unknownCredential")

/**
 * Signals all valid passkeys of a user, so that the device stops offering the others.
 *
 * **Details**
 *
 * With `passkeyIds`, all of one user, it looks up the credentials first. List all of them: the device may hide the
 * passkeys that are missing.
 *
 * Fails with:
 *
 * - `Unsupported` when the browser does not support this signal. Nothing was sent.
 * - `NotFound` when one of the passkeys is not in the vault, or of another user. Nothing was signalled.
 *
 * Calls `PublicKeyCredential.signalAllAcceptedCredentials`; with `passkeyIds`,
 * `GET /v2/{tenancyId}/credentials/{passkeyIds}` first.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const signalAccepted = (passkeyIds: ReadonlyArray<string>) => Signals.allAcceptedCredentials({ passkeyIds })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const allAcceptedCredentials: (
  credentials: AllAcceptedCredentials | { readonly passkeyIds: ReadonlyArray<string> }
) => SignalProgram = /*#__PURE__*/ send("allAcceptedCredentials")

/**
 * Signals the current names of a user, so that the device shows them.
 *
 * **Details**
 *
 * With the `passkeyId` of one of the user's passkeys, it looks up the relying party ID and the user handle first.
 *
 * Fails with:
 *
 * - `Unsupported` when the browser does not support this signal. Nothing was sent.
 * - `NotFound` when the vault has no passkey with this `passkeyId`.
 *
 * Calls `PublicKeyCredential.signalCurrentUserDetails`; with a `passkeyId`,
 * `GET /v2/{tenancyId}/credential/{passkeyId}` first.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const signalNewName = (passkeyId: string) =>
 *   Signals.currentUserDetails({ passkeyId, name: "ada@example.com", displayName: "Ada Lovelace" })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const currentUserDetails: (
  details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
) => SignalProgram = /*#__PURE__*/ send("currentUserDetails")

function send(name: Signal["signal"]): (input: unknown) => SignalProgram {
  const operation = `Signals.${name}`
  return Effect.fn(operation)(function* (input: unknown) {
    const authenticator = yield* Authenticator
    const checked = checkSignal(name, input)
    if ("issues" in checked) return yield* invalidInput(operation, checked.issues)
    yield* authenticator.supports(name)
    if ("signal" in checked) return yield* authenticator.send(checked.signal)
    const completed = checked.complete(yield* lookUp(checked.request))
    if ("notFound" in completed) return yield* new NotFound(completed.notFound)
    return yield* authenticator.send(completed.signal)
  }, mapErrors(operation))
}

type Lookup = Effect.Effect<
  CredentialLookup | CredentialsLookup,
  NotFound | CommonError,
  HttpClient.HttpClient | PasslockTenancy
>

const lookUp = (request: { readonly passkeyId: string } | { readonly passkeyIds: ReadonlyArray<string> }): Lookup => {
  const lookup: Lookup = "passkeyIds" in request ? Lookups.credentials(request) : Lookups.credential(request)
  return Effect.flatMap(Effect.serviceOption(FetchHttpClient.RequestInit), (init) =>
    // A cached response could make the device hide a valid passkey.
    Effect.provideService(lookup, FetchHttpClient.RequestInit, { ...Option.getOrUndefined(init), cache: "no-store" })
  )
}
