/** The login page: autofill, the passkey button, or a one-time code. */
import { capabilities, type PasslockError } from "@passlock-sdk/browser"
import type { AuthorizedAuthentication, User } from "../wire/responses.js"
import { type Failure, request } from "./api.js"
import { type Handler, onClick } from "./buttons.js"
import { find } from "./elements.js"
import { failureOf } from "./messages.js"
import { notice, showStatus } from "./notice.js"
import * as OneTimeCode from "./oneTimeCode.js"
import { passlock } from "./passlock.js"
import { listen } from "./tabs.js"

const warning = notice("notice")
const usePasskey = find("use-passkey", HTMLButtonElement)

const reasons: Readonly<Record<string, string>> = {
  deleted: "Your account and its passkeys were deleted.",
  "deleted-except-on-device":
    "Your account was deleted. If your device still offers its passkeys, delete them in the device’s settings.",
  elsewhere: "You logged out in another tab.",
  expired: "You are no longer logged in. Log in again.",
  "logged-out": "You are logged out."
}

const showReason = (): void => {
  const reason = new URLSearchParams(location.search).get("reason") ?? ""
  const message = reasons[reason]
  // The user has to do something about this one.
  if (message !== undefined) showStatus(message, { stays: reason === "deleted-except-on-device" })
  // Do not show the message again after a reload.
  history.replaceState(null, "", location.pathname)
}

/** Sends the exchange code to the server. Do not store it anywhere. */
const exchange = async (code: string): Promise<Failure | undefined> => {
  const loggedIn = await request<User>("POST", "/login", { code })
  if (!loggedIn.success) return warning.warn(loggedIn.failure)
  OneTimeCode.openAccount(loggedIn.value)
  return undefined
}

/** The vault does not contain this passkey. Until it is removed, the browser keeps offering it. */
const offerRemoval = (orphan: Extract<PasslockError, { readonly _tag: "OrphanedPasskey" }>): Failure =>
  warning.warn(failureOf(orphan), {
    label: "Remove it from this device",
    run: async () => {
      const removed = await passlock.safe.signals.unknownCredential(orphan)
      usePasskey.focus()
      if (removed.success) {
        warning.clear()
        showStatus("We asked your device to remove the passkey. Log in with another passkey or an email code.")
      } else warning.warn(failureOf(removed.error))
    }
  })

const report = (error: PasslockError): Failure =>
  error._tag === "OrphanedPasskey" ? offerRemoval(error) : warning.warn(failureOf(error))

/** Each ceremony needs a token of its own. */
const authorize = (mediation: "required" | "conditional") =>
  request<AuthorizedAuthentication>("POST", "/login/authorize", { mediation })

const authenticate = async (): Promise<Failure | undefined> => {
  const authorized = await authorize("required")
  if (!authorized.success) return warning.warn(authorized.failure)
  const authenticated = await passlock.safe.authenticate(authorized.value, {
    onProgress: (step) =>
      showStatus(step === "authenticator" ? "Waiting for your device…" : "One moment…", { stays: true })
  })
  showStatus("")
  return authenticated.success ? exchange(authenticated.value.code) : report(authenticated.error)
}

let isButtonCeremony = false

const logIn: Handler = async () => {
  warning.clear()
  isButtonCeremony = true
  const failure = await authenticate()
  isButtonCeremony = false
  // The button's ceremony cancelled the autofill.
  if (failure !== undefined) autofill()
  return failure
}

const initialRetryDelay = 5_000

/** Offers passkeys in the email field for as long as the page is open. */
const autofill = async (retryDelay = initialRetryDelay): Promise<void> => {
  if (!(await capabilities()).autofill) return
  // The user has not done anything yet, so retry without a message.
  const retry = () => setTimeout(() => autofill(Math.min(retryDelay * 2, 60_000)), retryDelay)
  const authorized = await authorize("conditional")
  // Do not cancel the button's ceremony. It restarts the autofill when it fails.
  if (isButtonCeremony) return
  if (!authorized.success) return void retry()
  let isChosen = false
  // Explicit, so that no response of the API can open a dialog when the page loads.
  const ceremony = { ...authorized.value, mediation: "conditional" } as const
  const authenticated = await passlock.safe.authenticate(ceremony, {
    onProgress: (step) => {
      isChosen = step === "verification"
    }
  })
  if (authenticated.success) {
    if ((await exchange(authenticated.value.code)) !== undefined) autofill()
    return
  }
  const { error } = authenticated
  if (error._tag === "Unsupported" || error._tag === "PasskeysUnsupported") return
  // The ceremony that cancelled this one restarts the autofill.
  if (error._tag === "CeremonyCancelled" && error.by === "ceremony") return
  if (!isChosen) return void retry()
  // The ceremony's session expired before the user chose a passkey.
  if (error._tag === "BadRequest")
    warning.warn({ error: "BadRequest", message: "That took too long. Choose your passkey again." })
  else report(error)
  autofill()
}

listen((message) => {
  if (message.event === "logged in") location.assign("/account")
})

showReason()
onClick(usePasskey, logIn)
autofill()
await OneTimeCode.start()
usePasskey.hidden = !(await capabilities()).passkeys
