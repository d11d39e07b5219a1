/** The two steps of a mailed code: the address, then the code. */
import type { PendingCode, User, Visit } from "../wire/answers.js"
import { onClick, onSubmit, type Work } from "./buttons.js"
import { find } from "./elements.js"
import { notice, tell } from "./notice.js"
import { ask, type Failure } from "./server.js"
import { announce } from "./tabs.js"

const firstStep = find("first-step", HTMLElement)
const addressForm = find("address", HTMLFormElement)
const emailInput = find("email", HTMLInputElement)
const nameInput = document.getElementById("display-name")
const firstNotice = notice("notice")

const codeStep = find("code-step", HTMLElement)
const codeForm = find("code-form", HTMLFormElement)
const codeInput = find("code", HTMLInputElement)
const sendAgain = find("send-again", HTMLButtonElement)
const codeNotice = notice("code-notice")

const name = (): string => (nameInput instanceof HTMLInputElement ? nameInput.value : "")

const mark = (input: HTMLInputElement, isWrong: boolean): void => {
  if (isWrong) input.setAttribute("aria-invalid", "true")
  else input.removeAttribute("aria-invalid")
}

/** Goes to the page of a user who is logged in, and takes the other tabs along. */
export const enter = (user: User): void => {
  announce({ event: "logged in", user })
  location.assign("/account")
}

const showCodeStep = ({ email, expiresAt, mailbox }: PendingCode): void => {
  firstNotice.clear()
  codeNotice.clear()
  codeInput.value = ""
  mark(codeInput, false)
  find("code-email", HTMLElement).textContent = email
  const until = find("code-until", HTMLTimeElement)
  until.dateTime = new Date(expiresAt).toISOString()
  until.textContent = new Date(expiresAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
  find("mailbox", HTMLElement).hidden = mailbox === null
  if (mailbox !== null) find("mailbox-link", HTMLAnchorElement).href = mailbox
  firstStep.hidden = true
  codeStep.hidden = false
  codeInput.focus()
}

const showFirstStep = (): void => {
  codeStep.hidden = true
  firstStep.hidden = false
  emailInput.focus()
  emailInput.select()
}

const send = (email: string) => ask<PendingCode>("POST", "/mailed-code", { email, displayName: name() })

const sendFirst: Work = async () => {
  firstNotice.clear()
  mark(emailInput, false)
  const sent = await send(emailInput.value)
  if (!sent.success) {
    if (sent.failure.error === "InvalidInput") {
      mark(emailInput, true)
      emailInput.focus()
    }
    return firstNotice.warn(sent.failure)
  }
  showCodeStep(sent.value)
  return undefined
}

const resend: Work = async () => {
  const sent = await send(find("code-email", HTMLElement).textContent ?? "")
  if (!sent.success) return codeNotice.warn(sent.failure)
  showCodeStep(sent.value)
  tell("A new code is on its way. The one before it is no longer good.")
  return undefined
}

/** The errors that no other code of the same mail can mend. */
const isSpent = new Set<Failure["error"]>([
  "ChallengeExpired",
  "ChallengeAttemptsExceeded",
  "InvalidChallenge",
  "NoPendingCode"
])

const verify: Work = async () => {
  codeNotice.clear()
  mark(codeInput, false)
  // As it is often pasted: "123 456".
  const verified = await ask<User>("POST", "/mailed-code/verify", { code: codeInput.value.replace(/[\s-]/g, "") })
  if (verified.success) {
    enter(verified.value)
    return undefined
  }
  const { failure } = verified
  if (isSpent.has(failure.error)) {
    return codeNotice.warn(failure, { label: "Send a new code", run: () => sendAgain.click() })
  }
  if (failure.error === "InvalidChallengeCode" || failure.error === "InvalidInput") {
    mark(codeInput, true)
    codeInput.focus()
    codeInput.select()
  }
  return codeNotice.warn(failure)
}

const forget: Work = async () => {
  showFirstStep()
  // Whether or not the server hears of it, a code that nobody types is harmless.
  await ask("DELETE", "/mailed-code")
  return undefined
}

/** Makes the two steps work, and goes on where a reload interrupted them. */
export const start = async (): Promise<void> => {
  onSubmit(addressForm, sendFirst)
  onSubmit(codeForm, verify)
  onClick(sendAgain, resend)
  onClick(find("other-address", HTMLButtonElement), forget)
  const visit = await ask<Visit>("GET", "/visit")
  if (visit.success && visit.value.pendingCode !== null && !isTyping()) showCodeStep(visit.value.pendingCode)
}

const isTyping = (): boolean => emailInput.value !== "" || name() !== ""
