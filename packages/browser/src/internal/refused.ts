import * as Errors from "../PasslockError.js"
import type { Refusal } from "../Refusal.js"

type RefusalError = Extract<Errors.PasslockError, { readonly _tag: Refusal["_tag"] }>

const classes: { readonly [Tag in Refusal["_tag"]]: new (fields: never) => RefusalError } = {
  PasskeysUnsupported: Errors.PasskeysUnsupported,
  Unsupported: Errors.Unsupported,
  PasskeyAlreadyRegistered: Errors.PasskeyAlreadyRegistered,
  CeremonyCancelled: Errors.CeremonyCancelled,
  CeremonyTimeout: Errors.CeremonyTimeout,
  AuthenticatorError: Errors.AuthenticatorError
}

/** The error that a device's refusal is. */
export const refused = (operation: string, { _tag, message, ...own }: Refusal): RefusalError =>
  new classes[_tag]({ ...own, operation, message: `${operation}: ${message}` } as never)
