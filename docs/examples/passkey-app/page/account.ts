/** The account page. */
import { capabilities } from "@passlock-sdk/browser"
import type { Account, AuthorizedRegistration, Passkey, RemovedPasskeys, RenamedUser, User } from "../wire/responses.js"
import { request } from "./api.js"
import { type Handler, onClick, onSubmit } from "./buttons.js"
import { confirm } from "./confirmation.js"
import * as Device from "./device.js"
import { find } from "./elements.js"
import { failureOf } from "./messages.js"
import { notice, showStatus } from "./notice.js"
import * as Passkeys from "./passkeys.js"
import { passlock } from "./passlock.js"
import { withStepUp } from "./stepUp.js"
import { broadcast, listen } from "./tabs.js"

const warning = notice("notice")
const passkeysWarning = notice("passkeys-notice")
const profileWarning = notice("profile-notice")
const displayName = find("display-name", HTMLInputElement)
let shown: User | undefined

const showUser = (user: User): void => {
  // Do not overwrite a name that the user is editing.
  if (displayName.value === (shown?.displayName ?? "")) displayName.value = user.displayName
  shown = user
  find("title", HTMLElement).textContent = `Hello, ${user.displayName}`
  find("bar-email", HTMLElement).textContent = user.email
}

const load = async (): Promise<void> => {
  const main = find("account", HTMLElement)
  warning.clear()
  main.setAttribute("aria-busy", "true")
  const account = await request<Account>("GET", "/account")
  main.setAttribute("aria-busy", "false")
  if (!account.success) return void warning.warn(account.failure, { label: "Try again", run: load })
  showUser(account.value.user)
  Passkeys.show(account.value.passkeys)
}

const addPasskey: Handler = async () => {
  passkeysWarning.clear()
  const authorized = await withStepUp(
    () => request<AuthorizedRegistration>("POST", "/registration/authorize"),
    (message) => showStatus(message, { stays: true })
  )
  if (!authorized.success) return passkeysWarning.warn(authorized.failure)
  const registered = await passlock.safe.register(authorized.value, {
    onProgress: (step) =>
      showStatus(step === "authenticator" ? "Waiting for your device…" : "One moment…", { stays: true })
  })
  showStatus("")
  if (!registered.success) return passkeysWarning.warn(failureOf(registered.error))
  const added = await request<Passkey>("POST", "/registration", { code: registered.value.code })
  if (!added.success) {
    // The vault already has the passkey. The first login with it adds it to the account.
    const message = `Your passkey was created, but we could not add it to this list. ${added.failure.message} You can already log in with it.`
    return passkeysWarning.warn({ ...added.failure, message })
  }
  Passkeys.add(added.value)
  showStatus("Passkey added. You can now log in with it.")
  return undefined
}

const renamedMessages: { readonly [Status in Device.DeviceStatus]: string } = {
  asked: "Saved.",
  unsupported: "Saved. This browser cannot update your device, which may still show the old name with your passkeys.",
  failed: "Saved. We could not update your device. It may still show the old name with your passkeys."
}

const rename: Handler = async () => {
  profileWarning.clear()
  const renamed = await request<RenamedUser>("PATCH", "/account", { displayName: displayName.value })
  if (!renamed.success) {
    displayName.focus()
    return profileWarning.warn(renamed.failure)
  }
  showUser(renamed.value.user)
  displayName.value = renamed.value.user.displayName
  broadcast({ event: "renamed", user: renamed.value.user })
  showStatus(renamedMessages[await Device.renamePasskeys(renamed.value)])
  return undefined
}

const logOut: Handler = async () => {
  const loggedOut = await request("POST", "/logout")
  if (!loggedOut.success) return warning.warn(loggedOut.failure)
  broadcast({ event: "logged out" })
  location.assign("/login?reason=logged-out")
  return undefined
}

const confirmDeletion = (): void => {
  let reason = "deleted"
  confirm(
    {
      title: "Delete your account?",
      text: Passkeys.isEmpty()
        ? "This permanently deletes your account."
        : "This permanently deletes your account and all its passkeys. You may be asked to confirm with a passkey.",
      confirmLabel: "Delete account",
      run: async (showDialogStatus) => {
        const deleted = await withStepUp(() => request<RemovedPasskeys>("DELETE", "/account"), showDialogStatus)
        if (!deleted.success) return deleted.failure
        const status = await Device.deletePasskeys(deleted.value)
        if (status !== "asked" && !Passkeys.isEmpty()) reason = "deleted-except-on-device"
        return undefined
      }
    },
    () => {
      broadcast({ event: "logged out" })
      location.assign(`/login?reason=${reason}`)
    }
  )
}

listen((message) => {
  if (message.event === "logged out") location.replace("/login?reason=elsewhere")
  else if (message.user.id !== shown?.id) location.reload()
  else if (message.event === "renamed") showUser(message.user)
})

onClick(find("log-out", HTMLButtonElement), logOut)
onSubmit(find("profile", HTMLFormElement), rename)
find("delete-account", HTMLButtonElement).addEventListener("click", confirmDeletion)

const add = find("add-passkey", HTMLButtonElement)
onClick(add, addPasskey)
await load()
const { passkeys } = await capabilities()
if (!passkeys) {
  add.hidden = true
  find("passkeys-lead", HTMLElement).textContent =
    "This browser does not support passkeys. To add one, log in with another browser."
}
