/** The browser's authenticators: one question at a time, and every refusal with a name. */

import { scrub } from "@passlock-sdk/contract/Secrecy"
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
import { type Feature, hasSignal, told } from "../Capabilities.js"
import type { Refusal, RefusalOf } from "../Refusal.js"
import type { Signal } from "../Signal.js"
import type { Mediation } from "./mediation.js"

/** A refusal on its way through promises; an abort comes as the signal's reason instead. */
export class Refused {
  constructor(readonly refusal: Refusal) {}
}

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
  const has = feature === "autofill" ? await told(browserSupportsWebAuthnAutofill, false) : hasSignal(feature)
  if (has) return
  const what =
    feature === "autofill" ? "does not autofill passkeys" : `does not pass the signal ${feature} on to the device`
  throw new Refused({ _tag: "Unsupported", feature, message: `This browser ${what}.` })
}

/** Has the user create a passkey. */
export const create = (options: CreationOptionsJSON, signal: AbortSignal): Promise<RegistrationResponseJSON> =>
  ask(() => startRegistration({ optionsJSON: options }), { signal, timeout: timeoutOf(options), kind: "creation" })

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
      : { signal, timeout: timeoutOf(options), kind: "request" }
  )
}

/** How long the user may take, in milliseconds. An answer can hold anything there; what is no time is no limit. */
export const timeoutOf = ({ timeout }: { readonly timeout?: unknown }): number | undefined =>
  typeof timeout === "number" && timeout > 0 ? timeout : undefined

/** Until the signals under way have been told. */
let telling: Promise<unknown> | undefined

/**
 * Tells the device something about its passkeys. A browser takes no signal while a question is open: an autofill is asked
 * again afterwards, and a dialog is waited for. Signals are told in turn, and no question is asked meanwhile.
 */
export const send = (signal: Signal): Promise<void> => {
  const before = telling
  const place = (async () => {
    await before
    await opened?.makePlace()
  })()
  const answer = place.then(() => tell(signal))
  const done = place
    .then(() => inPatience(answer))
    .finally(() => {
      if (telling === done) telling = undefined
    })
  telling = done
  return answer
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
  isGivenUp = false
  isPaused = false
  /** Between the call of the library and its answer. */
  private question: object | undefined
  /** Until the browser has let go of the question. */
  private settled: Promise<unknown> = Promise.resolve()
  private readonly givenUp: Promise<void>
  private markGivenUp = (): void => {}

  constructor(private readonly isAutofill: boolean) {
    this.givenUp = new Promise((resolve) => {
      this.markGivenUp = resolve
    })
  }

  open<A>(start: () => Promise<A>): Promise<A> {
    const question = {}
    this.question = question
    opened = this
    const answer = start().finally(() => {
      this.question = undefined
    })
    this.settled = answer.catch(() => {})
    return answer
  }

  private close(): void {
    const { question } = this
    if (question === undefined) return
    const cancel = () => {
      if (this.question === question && opened === this) WebAuthnAbortService.cancelCeremony()
    }
    cancel()
    // For autofill the library asks this first, and until then there is nothing that could be cancelled.
    if (this.isAutofill) told(browserSupportsWebAuthnAutofill, false).then(cancel)
  }

  giveUp(): void {
    this.isGivenUp = true
    this.markGivenUp()
    this.close()
  }

  /** Takes an autofill's question back, which is good for another time; waits for the end of any other. */
  async makePlace(): Promise<void> {
    if (this.question === undefined) return
    if (this.isAutofill) {
      this.isPaused = true
      this.close()
    } else await Promise.race([this.settled, this.givenUp])
    await this.letGo()
  }

  async letGo(): Promise<void> {
    if (this.question !== undefined) await inPatience(this.settled)
  }
}

/** The turn that was taken last: the only one that has not been given up. */
let last: Turn | undefined

/** The turn in which the browser was asked last. The library knows no other question, and cancels that one. */
let opened: Turn | undefined

/** How long a browser, or an extension in its place, may take to let go of something, in milliseconds. */
const patience = 1_000

/** Until something has ended, or has taken too long. */
const inPatience = (something: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    something.then(end, end)
  })

const longestTimer = 2 ** 31 - 1

const ask = <A>(start: () => Promise<A>, question: Question): Promise<A> =>
  new Promise((resolve, reject) => {
    const { kind, signal, timeout } = question
    if (signal.aborted) return reject(signal.reason)
    const turn = new Turn(kind === "autofill")
    last?.giveUp()
    last = turn

    let timer: ReturnType<typeof setTimeout> | undefined
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener("abort", abort)
    }
    const giveUp = (reason: unknown): void => {
      end()
      reject(reason)
      turn.giveUp()
    }
    const abort = (): void => giveUp(signal.reason)
    signal.addEventListener("abort", abort)

    const free = async (): Promise<void> => {
      while (telling !== undefined) await telling
      if (turn.isGivenUp) throw new Refused(replaced)
    }

    const answer = async (): Promise<A> => {
      await opened?.letGo()
      await free()
      const begun = performance.now()
      if (timeout !== undefined) {
        const late = () => giveUp(new Refused(timedOut(timeout)))
        timer = setTimeout(late, Math.min(timeout, longestTimer))
      }
      for (;;) {
        try {
          return await turn.open(start)
        } catch (error) {
          const refusal = refusalOf(error, kind === "creation", performance.now() - begun, timeout)
          if (!turn.isPaused || refusal !== replaced) throw new Refused(refusal)
        }
        turn.isPaused = false
        await free()
      }
    }
    answer().then(resolve, reject).finally(end)
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

/** An extension's errors may have anything for a name and for a message. */
const textOf = (error: unknown, name: "name" | "message"): string => {
  const text: unknown = error instanceof Error ? error[name] : ""
  return typeof text === "string" ? scrub(text, []) : ""
}

const nameOf = (error: unknown): string => textOf(error, "name") || "UnknownError"

/** A refusal that is not the user's. */
export const authenticatorError = (error: unknown): RefusalOf<"AuthenticatorError"> => {
  const message = textOf(error, "message")
  const said = message === "" ? "" : ` The browser says: ${message}`
  return { _tag: "AuthenticatorError", code: nameOf(error), message: `The browser or the device refused.${said}` }
}
