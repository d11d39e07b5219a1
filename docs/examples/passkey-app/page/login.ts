/** The page to log in: with a passkey that the browser suggests, with a button, or with a mailed code. */
import { capabilities, type PasslockError } from "@passlock-sdk/browser"
import type { User } from "../wire/answers.js"
import { onClick, type Work } from "./buttons.js"
import { find } from "./elements.js"
import * as MailedCode from "./mailedCode.js"
import { notice, tell } from "./notice.js"
import { passlock, rpId } from "./passlock.js"
import { failureOf } from "./sentences.js"
import { ask, type Failure } from "./server.js"
import { listen } from "./tabs.js"

const warning = notice("notice")
const usePasskey = find("use-passkey", HTMLButtonElement)

const reasons: Readonly<Record<string, string>> = {
  deleted: "Your account and its passkeys are deleted.",
  elsewhere: "You logged out in another tab.",
  expired: "You are not logged in any more. Please log in again.",
  "logged-out": "You are logged out."
}

const tellWhyHere = (): void => {
  const reason = reasons[new URLSearchParams(location.search).get("because") ?? ""]
  if (reason !== undefined) tell(reason)
  // A reload has another reason.
  history.replaceState(null, "", location.pathname)
}

/** The code passes from the ceremony to the server, and is kept nowhere. */
const enter = async (code: string): Promise<Failure | undefined> => {
  const loggedIn = await ask<User>("POST", "/login", { code })
  if (!loggedIn.success) return warning.warn(loggedIn.failure)
  MailedCode.enter(loggedIn.value)
  return undefined
}

/** The device has a passkey that the vault does not: it would be offered again and again. */
const offerRemoval = (orphan: Extract<PasslockError, { readonly _tag: "OrphanedPasskey" }>): Failure =>
  warning.warn(failureOf(orphan), {
    label: "Remove it from this device",
    run: async () => {
      const removed = await passlock.safe.signals.unknownCredential(orphan)
      usePasskey.focus()
      if (removed.success) {
        warning.clear()
        tell("Your device was asked to remove it. Log in with another passkey, or with a mailed code.")
      } else warning.warn(failureOf(removed.error))
    }
  })

const report = (error: PasslockError): Failure =>
  error._tag === "OrphanedPasskey" ? offerRemoval(error) : warning.warn(failureOf(error))

let isAsking = false

const logIn: Work = async () => {
  warning.clear()
  isAsking = true
  const verified = await passlock.safe.authenticate(
    { rpId },
    {
      onProgress: (step) => tell(step === "authenticator" ? "Waiting for your device…" : "One moment…", { stays: true })
    }
  )
  isAsking = false
  tell("")
  const failure = verified.success ? await enter(verified.value.code) : report(verified.error)
  // The button ended the browser's own suggestion.
  if (failure !== undefined) suggest()
  return failure
}

const firstPause = 5_000

/** Has the browser suggest passkeys in the field of the address, for as long as the page is open. */
const suggest = async (pause = firstPause): Promise<void> => {
  // It would end what the user asked for, which begins the next suggestion itself.
  if (isAsking) return
  let isChosen = false
  const verified = await passlock.safe.authenticate(
    { rpId, mediation: "conditional" },
    {
      onProgress: (step) => {
        isChosen = step === "verification"
      }
    }
  )
  if (verified.success) {
    if ((await enter(verified.value.code)) !== undefined) suggest()
    return
  }
  const { error } = verified
  if (error._tag === "Unsupported" || error._tag === "PasskeysUnsupported") return
  // Whoever took over begins again.
  if (error._tag === "CeremonyCancelled" && error.by === "ceremony") return
  if (isChosen) {
    // A suggestion can wait for longer than its session lives.
    if (error._tag === "BadRequest")
      warning.warn({ error: "BadRequest", sentence: "That took too long. Choose your passkey again." })
    else report(error)
    suggest()
    return
  }
  // The user asked for nothing yet, so there is nothing to tell them.
  setTimeout(() => suggest(Math.min(pause * 2, 60_000)), pause)
}

listen((news) => {
  if (news.event === "logged in") location.assign("/account")
})

tellWhyHere()
onClick(usePasskey, logIn)
suggest()
await MailedCode.start()
usePasskey.hidden = !(await capabilities()).passkeys
