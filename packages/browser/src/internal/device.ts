/** The browser's authenticators: one question at a time, and every refusal with a name. */

import type {
  AuthenticationResponseJSON,
  CreationOptionsJSON,
  RegistrationResponseJSON,
  RequestOptionsJSON
} from "@passlock-sdk/contract/WebAuthn"
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  sendSignal,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService
} from "@simplewebauthn/browser"
import { type Feature, hasSignal } from "../Capabilities.js"
import type { Refusal, RefusalOf } from "../Refusal.js"
import type { Signal } from "../Signal.js"

/** A refusal on its way through promises; an abort comes as the signal's reason instead. */
export class Refused {
  constructor(readonly refusal: Refusal) {}
}

export type Mediation = "conditional" | "required"

/** Another ceremony took this one's place. */
export const replaced: RefusalOf<"CeremonyCancelled"> = {
  _tag: "CeremonyCancelled",
  by: "ceremony",
  message: "Another ceremony took the place of this one."
}

/** Throws where there are no passkeys. */
export const requirePasskeys = (): void => {
  if (browserSupportsWebAuthn()) return
  const message = "This browser has no passkeys, or the page was not opened over https or on localhost."
  throw new Refused({ _tag: "PasskeysUnsupported", message })
}

/** Rejects where there are passkeys, but not this. */
export const requireFeature = async (feature: Feature): Promise<void> => {
  const has = feature === "autofill" ? await browserSupportsWebAuthnAutofill().catch(() => false) : hasSignal(feature)
  if (has) return
  const what =
    feature === "autofill" ? "does not autofill passkeys" : `does not pass the signal ${feature} on to the device`
  throw new Refused({ _tag: "Unsupported", feature, message: `This browser ${what}.` })
}

/** Has the user create a passkey. */
export const create = (options: CreationOptionsJSON, signal: AbortSignal): Promise<RegistrationResponseJSON> =>
  ask(() => startRegistration({ optionsJSON: options }), { signal, timeout: options.timeout, kind: "creation" })

/** Has the user choose a passkey: in a dialog, or when they come to it in the browser's autofill. */
export const get = (
  options: RequestOptionsJSON,
  mediation: Mediation,
  signal: AbortSignal
): Promise<AuthenticationResponseJSON> => {
  const useBrowserAutofill = mediation === "conditional"
  return ask(
    // The page may show its input later.
    () => startAuthentication({ optionsJSON: options, useBrowserAutofill, verifyBrowserAutofillInput: false }),
    // Autofill waits for as long as the page is open.
    useBrowserAutofill
      ? { signal, timeout: undefined, kind: "autofill" }
      : { signal, timeout: options.timeout, kind: "request" }
  )
}

/**
 * Tells the device something about its passkeys. A browser takes no signal while a question is open: an autofill is asked
 * again afterwards, and a dialog is waited for.
 */
export const send = async (signal: Signal): Promise<void> => {
  const open = last?.isOpen ? last : undefined
  if (open?.isAutofill) return open.pauseFor(() => tell(signal))
  await open?.settled
  return tell(signal)
}

const tell = async (signal: Signal): Promise<void> => {
  try {
    await sendSignal(optionsOf(signal))
  } catch (error) {
    throw new Refused(authenticatorError(error))
  }
}

const optionsOf = (signal: Signal): Parameters<typeof sendSignal>[0] => {
  const rpID = signal.rpId
  switch (signal.signal) {
    case "unknownCredential":
      return { signalName: signal.signal, rpID, credentialID: signal.credentialId }
    case "allAcceptedCredentials":
      return {
        signalName: signal.signal,
        rpID,
        userID: signal.userId,
        allAcceptedCredentialIDs: [...signal.allAcceptedCredentialIds]
      }
    case "currentUserDetails":
      return {
        signalName: signal.signal,
        rpID,
        userID: signal.userId,
        userName: signal.name,
        userDisplayName: signal.displayName
      }
  }
}

interface Question {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number | undefined
  readonly kind: "creation" | "request" | "autofill"
}

/** A question's time with the browser, which has only one at a time. */
class Turn {
  /** Between the call of the library and its answer. */
  isOpen = false
  isGivenUp = false
  /** Until the browser has let go of the question. */
  settled: Promise<unknown> = Promise.resolve()
  /** Until the question may be asked again. */
  paused: Promise<unknown> | undefined

  constructor(readonly isAutofill: boolean) {}

  open<A>(start: () => Promise<A>): Promise<A> {
    this.isOpen = true
    const answer = start().finally(() => {
      this.isOpen = false
    })
    this.settled = answer.catch(() => {})
    return answer
  }

  close(): void {
    const cancel = () => {
      if (this.isOpen) WebAuthnAbortService.cancelCeremony()
    }
    cancel()
    // For autofill the library asks this first, and until then there is nothing that could be cancelled.
    if (this.isOpen && this.isAutofill) browserSupportsWebAuthnAutofill().then(cancel, cancel)
  }

  giveUp(): void {
    this.isGivenUp = true
    this.close()
  }

  /** Takes an autofill's question back for as long as something else lasts; what was asked is good for another time. */
  async pauseFor<A>(other: () => Promise<A>): Promise<A> {
    const done = Promise.resolve()
      .then(() => letGo(this))
      .then(other)
    this.paused = done.catch(() => {})
    this.close()
    return done
  }
}

let last: Turn | undefined

/** How long a browser, or an extension in its place, may take to let go of a question, in milliseconds. */
const patience = 1_000

const letGo = async (turn: Turn | undefined): Promise<void> => {
  if (turn?.isOpen) await Promise.race([turn.settled, new Promise((late) => setTimeout(late, patience))])
}

const longestTimer = 2 ** 31 - 1

const ask = <A>(start: () => Promise<A>, question: Question): Promise<A> =>
  new Promise((resolve, reject) => {
    const { kind, signal, timeout } = question
    if (signal.aborted) return reject(signal.reason)
    const before = last
    const turn = new Turn(kind === "autofill")
    last = turn
    before?.giveUp()

    let timer: ReturnType<typeof setTimeout> | undefined
    const giveUp = (reason: unknown): void => {
      reject(reason)
      turn.giveUp()
    }
    const abort = (): void => giveUp(signal.reason)
    signal.addEventListener("abort", abort)

    const answer = async (): Promise<A> => {
      await letGo(before)
      const begun = performance.now()
      if (timeout !== undefined) {
        const late = () => giveUp(new Refused(timedOut(timeout)))
        timer = setTimeout(late, Math.min(timeout, longestTimer))
      }
      for (;;) {
        if (turn.isGivenUp) throw new Refused(replaced)
        try {
          return await turn.open(start)
        } catch (error) {
          const refusal = refusalOf(error, kind === "creation", performance.now() - begun, timeout)
          if (turn.paused === undefined || refusal !== replaced) throw new Refused(refusal)
        }
        await turn.paused
        turn.paused = undefined
      }
    }
    answer()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer)
        signal.removeEventListener("abort", abort)
      })
  })

/** The end of a question that the user did not answer. */
export const timedOut = (milliseconds: number): RefusalOf<"CeremonyTimeout"> => ({
  _tag: "CeremonyTimeout",
  milliseconds,
  message: `The user did not answer within ${milliseconds} ms. Offer to try again.`
})

/** A browser's own timer may be a little ahead of ours. */
const slack = 250

/** Why a browser rejected a question, after so many milliseconds of those that it had been given. */
export const refusalOf = (error: unknown, isCreation: boolean, elapsed = 0, timeout = Infinity): Refusal => {
  const name = nameOf(error)
  // Only a later question cancels this one without having told its caller before.
  if (name === "AbortError") return replaced
  if (name === "InvalidStateError" && isCreation) {
    return {
      _tag: "PasskeyAlreadyRegistered",
      message: "The device holds a passkey of this user already. Let the user log in with it."
    }
  }
  if (name !== "NotAllowedError") return authenticatorError(error)
  return elapsed >= timeout - slack
    ? timedOut(timeout)
    : {
        _tag: "CeremonyCancelled",
        by: "user",
        message: "The user cancelled, or the device has no passkey that fits. Offer to try again."
      }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "UnknownError")

/** A refusal that is not the user's. */
export const authenticatorError = (error: unknown): Refusal => {
  const said = error instanceof Error && error.message !== "" ? ` The browser says: ${error.message}` : ""
  return { _tag: "AuthenticatorError", code: nameOf(error), message: `The browser or the device refused.${said}` }
}
