/** What the facade's documentation says differently from that of the programs. */

/** The names of requests that no endpoint has. */
export const requestNames: Readonly<Record<string, string>> = {
  "Principals.verifyIdToken": "VerifyIdToken"
}

/** Replaces text in the documentation of an operation or a module. */
export const replacements: Readonly<Record<string, ReadonlyArray<readonly [from: string, to: string]>>> = {
  "Principals.verifyIdToken": [
    ["The cache:", "The client caches the public keys:"],
    [
      "The cache belongs to the `HttpClient` and the endpoint; tenancies share it. Build the layer of the `HttpClient` once, not for every call.",
      "Each client has its own cache: create one client, not one per call."
    ]
  ],
  "Passkeys.stream": [
    [
      "so a stream that stops early reads at most one page ahead. A page that still fails after its retries fails the stream.",
      "and the options apply to each page. Leaving the loop aborts a running request. A page that still fails after its retries rejects; the `operation` of its error is `Passkeys.list`."
    ],
    [
      "fail the stream with `UnexpectedResponse`, because it would never end.",
      "fail with `UnexpectedResponse`, because the loop would never end."
    ],
    ["have been emitted", "have been yielded"]
  ],
  "Challenges.create": [
    [
      "`secret`, `code` and `message` are `Redacted`; no other response contains them.",
      "No other response contains `secret`, `code` and `message`."
    ]
  ],
  WebAuthn: [[" The schemas check the fields that a ceremony needs and preserve all others.", ""]]
}

/** Examples of operations whose programs are shown with Effect's combinators. */
export const examples: Readonly<Record<string, string>> = {
  "Principals.exchange": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const logIn = async (code: string) => {
  const principal = await passlock.principals.exchange({ code })
  return principal.userId
}`,
  "Principals.verifyIdToken": `
import { PasslockTenancy } from "@passlock-sdk/promise"

const passlock = new PasslockTenancy()

export const userIdOf = async (token: string) => {
  const principal = await passlock.principals.verifyIdToken({ token })
  return principal.userId
}`,
  "Passkeys.list": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const firstIds = async () => {
  const page = await passlock.passkeys.list()
  return page.records.map((passkey) => passkey.id)
}`,
  "Passkeys.stream": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const countEnabled = async () => {
  let count = 0
  for await (const passkey of passlock.passkeys.stream()) if (passkey.enabled) count++
  return count
}`,
  "Passkeys.get": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const lastUsed = async (passkeyId: string) => {
  const passkey = await passlock.passkeys.get({ passkeyId })
  return passkey.lastUsed === undefined ? "never" : new Date(passkey.lastUsed).toISOString()
}`,
  "Challenges.create": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const signUp = async (email: string) => {
  const { challenge } = await passlock.challenges.create({ email, purpose: "signup", sendEmail: false })
  const { challengeId, message, secret } = challenge
  return { session: { challengeId, secret }, mail: message }
}`,
  "Challenges.verify": `
import { Passlock } from "@passlock-sdk/promise"

const passlock = new Passlock()

export const verifyCode = async (session: { challengeId: string; secret: string }, code: string) => {
  const outcome = await passlock.safe.challenges.verify({ ...session, code })
  if (outcome.success) return \`\${outcome.value.challenge.email} is verified\`
  if (outcome.error._tag === "InvalidChallengeCode") return "wrong code, try again"
  throw outcome.error
}`
}
