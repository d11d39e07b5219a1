/** Operations on a running emulator that the API does not offer: for tests, over HTTP and on the dashboard. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import type { SigningKeys } from "../api/jwks.js"
import type { Expiring } from "../state/expiring.js"
import type { Mail } from "../state/records.js"
import type { Store, Tenancy } from "../state/store.js"
import type { StorageFailure } from "../state/table.js"
import type { Time } from "../state/time.js"
import * as Faults from "./faults.js"
import * as RequestLog from "./requestLog.js"
import * as Seed from "./seed.js"

/** A challenge that is not verified yet, without its secret and code. */
export interface PendingChallenge {
  readonly challengeId: string
  readonly purpose: string
  readonly email: string
  readonly userId: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
  /** The number of wrong codes so far. */
  readonly attempts: number
  readonly attemptsAllowed: number
}

/** A token or exchange code that is not redeemed yet, without its value. */
export interface PendingToken {
  readonly kind:
    | "registrationToken"
    | "registrationSession"
    | "authenticationToken"
    | "authenticationSession"
    | "code"
    | "updateToken"
    | "deletionToken"
    | "pruningToken"
  readonly rpId: string | undefined
  readonly userId: string | undefined
  readonly expiresAt: number
}

/** The state of a tenancy. */
export interface Overview {
  readonly tenancyId: string
  /** The emulator's time: Unix time in milliseconds. */
  readonly now: number
  /** How far the emulator's time is ahead, in milliseconds. */
  readonly offset: number
  readonly mails: ReadonlyArray<Mail>
  readonly passkeys: ReadonlyArray<Passkey>
  readonly challenges: ReadonlyArray<PendingChallenge>
  readonly tokens: ReadonlyArray<PendingToken>
  readonly requests: ReadonlyArray<RequestLog.LoggedRequest>
  readonly faults: ReadonlyArray<Faults.InjectedRule>
}

export interface Control {
  /** By ID. */
  readonly tenancies: ReadonlyMap<string, Tenancy>
  readonly overview: (tenancy: Tenancy) => Effect.Effect<Overview>
  readonly seed: (
    tenancy: Tenancy,
    users: ReadonlyArray<Seed.SeedUser>
  ) => Effect.Effect<ReadonlyArray<Seed.SeededPasskey>>
  readonly faults: Faults.Faults
  /** What is wrong with a rule beyond its schema; `undefined` when it is valid. */
  readonly ruleIssue: (rule: Faults.FaultRule) => string | undefined
  readonly inject: (rule: Faults.FaultRule) => Faults.InjectedRule
  /** Returns false when there is no such rule. */
  readonly removeFault: (id: string) => boolean
  readonly clearFaults: () => void
  readonly log: RequestLog.RequestLog
  readonly time: Time
  readonly advance: (milliseconds: number) => void
  readonly rotateKeys: SigningKeys["rotate"]
  /** Removes everything except the current signing keys, and sets the time back to the caller's clock. */
  readonly reset: Effect.Effect<void>
  /** Notified of every change. Reads do not notify: two open dashboards would refresh each other forever. */
  readonly changed: PubSub.PubSub<void>
  /** Ends when all changes so far are durable. */
  readonly flush: Effect.Effect<void, StorageFailure>
}

const tokensOf = (tenancy: Tenancy, now: number): ReadonlyArray<PendingToken> => {
  const of = <A extends { readonly rpId?: string; readonly userId?: string | undefined }>(
    kind: PendingToken["kind"],
    tokens: Expiring<A>
  ): ReadonlyArray<PendingToken> =>
    tokens.pending(now).map(({ expiresAt, value: { rpId, userId } }) => ({ kind, rpId, userId, expiresAt }))
  return [
    ...of("registrationToken", tenancy.registrationTokens),
    ...of("registrationSession", tenancy.registrationSessions),
    ...of("authenticationToken", tenancy.authenticationTokens),
    ...of("authenticationSession", tenancy.authenticationSessions),
    ...of("code", tenancy.principals),
    ...of("updateToken", tenancy.updateTokens),
    ...of("deletionToken", tenancy.deletionTokens),
    ...of("pruningToken", tenancy.pruningTokens)
  ]
}

const challengesOf = (tenancy: Tenancy, now: number): ReadonlyArray<PendingChallenge> =>
  tenancy.challenges
    .all()
    .filter(({ expiresAt }) => now < expiresAt)
    .map(({ challengeId, purpose, email, userId, createdAt, expiresAt, attempts }) => ({
      ...{ challengeId, purpose, email, userId, createdAt, expiresAt, attempts },
      attemptsAllowed: tenancy.settings.challengeAttempts
    }))

export const make = (store: Store, time: Time, keys: SigningKeys): Effect.Effect<Control> =>
  Effect.gen(function* () {
    // A slow subscriber needs only the latest notification.
    const changed = yield* PubSub.sliding<void>(1)
    // Not `unsafeOffer`: a slow subscriber would make it skip the others.
    const notify = () => {
      Effect.runSync(PubSub.publish(changed, undefined))
    }
    const notifying = <A>(value: A): A => {
      notify()
      return value
    }
    const faults = Faults.make()
    const log = RequestLog.make(changed)
    return {
      tenancies: store.tenancies,
      overview: (tenancy) =>
        time.within(
          Effect.map(Clock.currentTimeMillis, (now) => ({
            tenancyId: tenancy.id,
            now,
            offset: time.offset,
            mails: tenancy.outbox.mails(),
            passkeys: tenancy.vault.all(),
            challenges: challengesOf(tenancy, now),
            tokens: tokensOf(tenancy, now),
            requests: log.all().filter(({ tenancyId }) => tenancyId === undefined || tenancyId === tenancy.id),
            faults: faults.all().filter(({ tenancyId }) => tenancyId === undefined || tenancyId === tenancy.id)
          }))
        ),
      seed: (tenancy, users) => Effect.map(time.within(Seed.seed(tenancy, users)), notifying),
      faults,
      ruleIssue: ({ tenancyId }) =>
        tenancyId === undefined || store.tenancies.has(tenancyId)
          ? undefined
          : "tenancyId: expected the ID of a tenancy of the emulator",
      inject: (rule) => notifying(faults.inject(rule)),
      removeFault: (id) => notifying(faults.remove(id)),
      clearFaults: () => notifying(faults.clear()),
      log,
      time,
      advance: (milliseconds) => notifying(time.advance(milliseconds)),
      rotateKeys: (rotation) => Effect.map(time.within(keys.rotate(rotation)), notifying),
      reset: Effect.sync(() => {
        for (const tenancy of store.tenancies.values()) tenancy.clear()
        faults.clear()
        log.clear()
        time.clear()
        keys.clear()
        notify()
      }),
      changed,
      flush: store.flush
    }
  })
