/** The page of a user who is logged in. */
import { capabilities } from "@passlock-sdk/browser"
import type { Account, DeletedAccount, Passkey, PreparedRegistration, RenamedUser, User } from "../wire/answers.js"
import { onClick, onSubmit, type Work } from "./buttons.js"
import { confirm } from "./confirmation.js"
import { find } from "./elements.js"
import { notice, tell } from "./notice.js"
import * as Passkeys from "./passkeys.js"
import { passlock } from "./passlock.js"
import { failureOf } from "./sentences.js"
import { ask } from "./server.js"
import * as Signals from "./signals.js"
import { withStepUp } from "./stepUp.js"
import { announce, listen } from "./tabs.js"

const warning = notice("notice")
const passkeysWarning = notice("passkeys-notice")
const profileWarning = notice("profile-notice")
const displayName = find("display-name", HTMLInputElement)
let shown: User | undefined

const showUser = (user: User): void => {
  // What somebody is typing stays.
  if (displayName.value === (shown?.displayName ?? "")) displayName.value = user.displayName
  shown = user
  find("title", HTMLElement).textContent = `Hello, ${user.displayName}`
  find("bar-email", HTMLElement).textContent = user.email
}

const load = async (): Promise<void> => {
  const main = find("account", HTMLElement)
  warning.clear()
  main.setAttribute("aria-busy", "true")
  const account = await ask<Account>("GET", "/account")
  main.setAttribute("aria-busy", "false")
  if (!account.success) return void warning.warn(account.failure, { label: "Try again", run: load })
  showUser(account.value.user)
  Passkeys.show(account.value.passkeys)
}

const addPasskey: Work = async () => {
  passkeysWarning.clear()
  const prepared = await ask<PreparedRegistration>("POST", "/registration/prepare")
  if (!prepared.success) return passkeysWarning.warn(prepared.failure)
  const registered = await passlock.safe.register(prepared.value, {
    onProgress: (step) => tell(step === "authenticator" ? "Waiting for your device…" : "One moment…", { stays: true })
  })
  tell("")
  if (!registered.success) return passkeysWarning.warn(failureOf(registered.error))
  const added = await ask<Passkey>("POST", "/registration", { code: registered.value.code })
  if (!added.success) {
    // The vault has it by now: the first login with it brings it into the account.
    const sentence = `Your device has a new passkey, but we could not list it here. ${added.failure.sentence} You can log in with it all the same.`
    return passkeysWarning.warn({ ...added.failure, sentence })
  }
  Passkeys.add(added.value)
  tell("Passkey added. From now on it logs you in.")
  return undefined
}

const rename: Work = async () => {
  profileWarning.clear()
  const renamed = await ask<RenamedUser>("PATCH", "/account", { displayName: displayName.value })
  if (!renamed.success) {
    displayName.focus()
    return profileWarning.warn(renamed.failure)
  }
  showUser(renamed.value.user)
  displayName.value = renamed.value.user.displayName
  announce({ event: "renamed", user: renamed.value.user })
  await Signals.renamed(renamed.value)
  tell("Saved.")
  return undefined
}

const logOut: Work = async () => {
  const loggedOut = await ask("POST", "/logout")
  if (!loggedOut.success) return warning.warn(loggedOut.failure)
  announce({ event: "logged out" })
  location.assign("/login?because=logged-out")
  return undefined
}

const askToDelete = (): void =>
  confirm(
    {
      title: "Delete your account?",
      text: Passkeys.isEmpty()
        ? "Your account is deleted at once, for good."
        : "Your account and all its passkeys are deleted at once, for good. To be sure it is you, we may ask for a passkey first.",
      go: "Delete account",
      run: async (tellInDialog) => {
        const deleted = await withStepUp(() => ask<DeletedAccount>("DELETE", "/account"), tellInDialog)
        if (!deleted.success) return deleted.failure
        await Signals.removed(deleted.value.removed)
        return undefined
      }
    },
    () => {
      announce({ event: "logged out" })
      location.assign("/login?because=deleted")
    }
  )

listen((news) => {
  if (news.event === "logged out") location.replace("/login?because=elsewhere")
  else if (news.user.id !== shown?.id) location.reload()
  else if (news.event === "renamed") showUser(news.user)
})

onClick(find("log-out", HTMLButtonElement), logOut)
onSubmit(find("profile", HTMLFormElement), rename)
find("delete-account", HTMLButtonElement).addEventListener("click", askToDelete)

const add = find("add-passkey", HTMLButtonElement)
onClick(add, addPasskey)
await load()
const { passkeys } = await capabilities()
if (!passkeys) {
  add.hidden = true
  find("passkeys-lead", HTMLElement).textContent =
    "This browser has no passkeys. Log in with another one to add a passkey."
}
