/** Creates, reads, verifies and deletes mailbox challenges. */
import type { Challenge } from "@passlock-sdk/contract/Challenge"
import {
  ChallengeAttemptsExceeded,
  ChallengeExpired,
  ChallengeRateLimited,
  InvalidChallenge,
  InvalidChallengeCode,
  NotFound
} from "@passlock-sdk/contract/PasslockError"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Config } from "../settings.js"
import type { PendingChallenge } from "../state/records.js"
import * as Secret from "../state/secret.js"
import { fail, type HandlersOf, type OperationsOf } from "./handler.js"

const publicFieldsOf = ({ challengeId, purpose, email, userId, createdAt, expiresAt, metadata }: PendingChallenge) => ({
  challengeId,
  purpose,
  email,
  ...(userId !== undefined && { userId }),
  createdAt,
  expiresAt,
  metadata
})

const challengeOf = (pending: PendingChallenge): Challenge => ({ _tag: "Challenge", ...publicFieldsOf(pending) })

/** Challenges belong to the user, or to the email address when they name no user. Email addresses ignore case. */
const ownerOf = ({ userId, email }: { readonly userId?: string | undefined; readonly email: string }): string =>
  userId === undefined ? `email:${email.toLowerCase()}` : `user:${userId}`

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0).toString()};`)

const mailOf = (code: string, name: string | undefined, lifetime: number) => {
  const greeting = name === undefined ? "Hello," : `Hello ${name},`
  const minutes = Math.max(1, Math.round(lifetime / 60_000))
  const expiry = `It expires in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`
  return {
    text: `${greeting}\n\nyour code is ${code}. ${expiry}\n`,
    html: `<p>${escapeHtml(greeting)}</p><p>your code is <strong>${code}</strong>. ${expiry}</p>`
  }
}

// Compared with the secret when the challenge does not exist, so that both cases take the same time.
const dummySecret = Secret.digest(Secret.make())

/** @param api the only generation of the API, if there is one */
export const makeHandlers = (api: Config["api"]): HandlersOf<OperationsOf<"Challenges">> => ({
  "Challenges.create": Effect.fnUntraced(function* (request, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const { settings } = tenancy
    const { email, purpose, userId, metadata, name, sendEmail = settings.sendEmailDefault } = request
    const owner = ownerOf(request)

    if (request.skipRateLimit !== true) {
      const key = JSON.stringify([purpose, owner])
      const since = now - settings.rateLimitWindow
      const earlier = tenancy.challengeCreations.within(key, since)
      const [oldest = now] = earlier.slice(-settings.rateLimitMaximum)
      if (earlier.length >= settings.rateLimitMaximum) {
        return yield* fail(ChallengeRateLimited, "Too many challenges for this user or email address.", {
          retryAfterSeconds: Math.ceil((oldest - since) / 1000)
        })
      }
      tenancy.challengeCreations.add(key, now, since)
    }

    if (request.invalidateOthers === true) {
      tenancy.challenges.removeWhere(
        (other) =>
          now < other.expiresAt &&
          other.purpose === purpose &&
          (userId === undefined ? other.email.toLowerCase() === email.toLowerCase() : other.userId === userId)
      )
    }

    const secret = Secret.make()
    const code = Secret.makeCode()
    const message = mailOf(code, name, settings.challengeLifetime)
    const pending: PendingChallenge = {
      challengeId: Secret.makeId(),
      purpose,
      email,
      userId,
      createdAt: now,
      expiresAt: now + settings.challengeLifetime,
      metadata: metadata ?? null,
      secret: Secret.digest(secret),
      code: Secret.digest(code),
      attempts: 0
    }
    const { challengeId, expiresAt } = pending
    tenancy.challenges.put(pending)
    // Before 2.9, every application sends the email itself.
    const sentBy = sendEmail && api !== "2.6" ? "passlock" : "application"
    tenancy.outbox.add({ challengeId, sentBy, to: email, purpose, code, ...message, sentAt: now, expiresAt })
    return {
      _tag: "ChallengeCreated",
      challenge: {
        ...publicFieldsOf(pending),
        secret: Redacted.make(secret),
        code: Redacted.make(code),
        message: Redacted.make(message)
      }
    }
  }),

  // NotFound for an expired challenge too, although verifying one fails with ChallengeExpired.
  "Challenges.get": Effect.fnUntraced(function* ({ challengeId }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const pending = tenancy.challenges.get(challengeId)
    return pending === undefined || now >= pending.expiresAt
      ? yield* fail(NotFound, "There is no pending challenge with this ID.")
      : challengeOf(pending)
  }),

  "Challenges.verify": Effect.fnUntraced(function* ({ challengeId, secret, code }, { tenancy }) {
    const now = yield* Clock.currentTimeMillis
    const { settings } = tenancy
    const pending = tenancy.challenges.get(challengeId)
    const isPair = Secret.matches(revealSecret(secret), pending?.secret ?? dummySecret)
    if (pending === undefined || !isPair || now >= pending.expiresAt + settings.expiredChallengeRetention) {
      return yield* fail(InvalidChallenge, "There is no pending challenge with this ID and secret.")
    }
    if (now >= pending.expiresAt) return yield* fail(ChallengeExpired, "The challenge has expired.")
    if (pending.attempts >= settings.challengeAttempts) {
      return yield* fail(ChallengeAttemptsExceeded, "Too many wrong codes.")
    }
    if (!Secret.matches(revealSecret(code), pending.code)) {
      tenancy.challenges.put({ ...pending, attempts: pending.attempts + 1 })
      return yield* fail(InvalidChallengeCode, "The code is wrong.")
    }
    tenancy.challenges.remove(challengeId)
    return { _tag: "ChallengeVerified", challenge: challengeOf(pending) }
  }),

  "Challenges.delete": Effect.fnUntraced(function* ({ challengeId }, { tenancy }) {
    const existed = tenancy.challenges.remove(challengeId)
    if (!existed && tenancy.settings.unknownChallengeDeletion === "NotFound") {
      return yield* fail(NotFound, "There is no pending challenge with this ID.")
    }
    return { _tag: "ChallengeDeleted" }
  })
})
