/** The two steps of logging in with a one-time code: enter the email address, then the code. */
import type { CurrentSession, PendingCode, User } from "../wire/responses.js"
import { type Failure, request } from "./api.js"
import { type Handler, onClick, onSubmit } from "./buttons.js"
import { find } from "./elements.js"
import { notice, showStatus } from "./notice.js"
import { broadcast } from "./tabs.js"

const emailStep = find("email-step", HTMLElement)
const emailForm = find("email-form", HTMLFormElement)
const emailInput = find("email", HTMLInputElement)
const nameInput = document.getElementById("display-name")
const emailNotice = notice("notice")

const codeStep = find("code-step", HTMLElement)
const codeForm = find("code-form", HTMLFormElement)
const codeInput = find("code", HTMLInputElement)
const resendButton = find("resend-code", HTMLButtonElement)
const codeNotice = notice("code-notice")

const name = (): string => (nameInput instanceof HTMLInputElement ? nameInput.value : "")

const setInvalid = (input: HTMLInputElement, isInvalid: boolean): void => {
  if (isInvalid) input.setAttribute("aria-invalid", "true")
  else input.removeAttribute("aria-invalid")
}

/** Opens the account page, here and in the other tabs. */
export const openAccount = (user: User): void => {
  broadcast({ event: "logged in", user })
  location.assign("/account")
}

const showCodeStep = ({ email, expiresAt, mailboxUrl }: PendingCode): void => {
  emailNotice.clear()
  codeNotice.clear()
  codeInput.value = ""
  setInvalid(codeInput, false)
  find("code-email", HTMLElement).textContent = email
  const expiry = find("code-expiry", HTMLTimeElement)
  expiry.dateTime = new Date(expiresAt).toISOString()
  expiry.textContent = new Date(expiresAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
  find("mailbox", HTMLElement).hidden = mailboxUrl === null
  if (mailboxUrl !== null) find("mailbox-link", HTMLAnchorElement).href = mailboxUrl
  emailStep.hidden = true
  codeStep.hidden = false
  codeInput.focus()
}

const showEmailStep = (): void => {
  codeStep.hidden = true
  emailStep.hidden = false
  emailInput.focus()
  emailInput.select()
}

const requestCode = (email: string) => request<PendingCode>("POST", "/one-time-code", { email, displayName: name() })

const send: Handler = async () => {
  emailNotice.clear()
  setInvalid(emailInput, false)
  const sent = await requestCode(emailInput.value)
  if (!sent.success) {
    if (sent.failure.error === "InvalidBody") {
      setInvalid(emailInput, true)
      emailInput.focus()
    }
    return emailNotice.warn(sent.failure)
  }
  showCodeStep(sent.value)
  return undefined
}

const resend: Handler = async () => {
  const sent = await requestCode(find("code-email", HTMLElement).textContent ?? "")
  if (!sent.success) return codeNotice.warn(sent.failure)
  showCodeStep(sent.value)
  showStatus("We sent a new code. The previous one no longer works.")
  return undefined
}

/** After these errors the user needs a new code. */
const needsNewCode = new Set<Failure["error"]>([
  "ChallengeExpired",
  "ChallengeAttemptsExceeded",
  "InvalidChallenge",
  "NoPendingCode"
])

const verify: Handler = async () => {
  codeNotice.clear()
  setInvalid(codeInput, false)
  // Pasted codes often contain a separator, such as "123 456".
  const verified = await request<User>("POST", "/one-time-code/verify", { code: codeInput.value.replace(/[\s-]/g, "") })
  if (verified.success) {
    openAccount(verified.value)
    return undefined
  }
  const { failure } = verified
  if (needsNewCode.has(failure.error)) {
    return codeNotice.warn(failure, { label: "Send a new code", run: () => resendButton.click() })
  }
  if (failure.error === "InvalidChallengeCode" || failure.error === "InvalidBody") {
    setInvalid(codeInput, true)
    codeInput.focus()
    codeInput.select()
  }
  return codeNotice.warn(failure)
}

const changeEmail: Handler = async () => {
  showEmailStep()
  // Ignore the result: the unused code expires anyway.
  await request("DELETE", "/one-time-code")
  return undefined
}

/** Connects both forms. After a reload, continues at the code step. */
export const start = async (): Promise<void> => {
  onSubmit(emailForm, send)
  onSubmit(codeForm, verify)
  onClick(resendButton, resend)
  onClick(find("change-email", HTMLButtonElement), changeEmail)
  const session = await request<CurrentSession>("GET", "/session")
  if (session.success && session.value.pendingCode !== null && !isTyping()) showCodeStep(session.value.pendingCode)
}

const isTyping = (): boolean => emailInput.value !== "" || name() !== ""
