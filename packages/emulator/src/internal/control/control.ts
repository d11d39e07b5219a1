/** What can be done to a running emulator that no request of the API can: by a test, by hand, or from the dashboard. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import type { Signing } from "../api/signing.js"
import type { Expiring } from "../state/expiring.js"
import type { StorageFailure } from "../state/journal.js"
import type { Mail } from "../state/records.js"
import type { Store, Tenancy } from "../state/store.js"
import type { Time } from "../state/time.js"
import * as Faults from "./faults.js"
import * as RequestLog from "./requestLog.js"
import * as Seed from "./seed.js"

/** A challenge that waits for its code, without what would solve it. */
export interface PendingChallenge {
  readonly challengeId: string
  readonly purpose: string
  readonly email: string
  readonly userId: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
  /** How many wrong codes were tried, and how many a challenge takes. */
  readonly attempts: number
  readonly attemptsAllowed: number
}

/** A token or code that waits to be redeemed, without itself. */
export interface PendingToken {
  readonly kind: "registrationToken" | "authenticationToken" | "registrationSession" | "authenticationSession" | "code"
  readonly rpId: string | undefined
  readonly userId: string | undefined
  readonly expiresAt: number
}

/** What there is of a tenancy. */
export interface Overview {
  readonly tenancyId: string
  /** The emulator's time, and how far it is ahead, in milliseconds. */
  readonly now: number
  readonly offset: number
  readonly mails: ReadonlyArray<Mail>
  readonly passkeys: ReadonlyArray<Passkey>
  readonly challenges: ReadonlyArray<PendingChallenge>
  readonly tokens: ReadonlyArray<PendingToken>
  readonly requests: ReadonlyArray<RequestLog.LoggedRequest>
  readonly faults: ReadonlyArray<Faults.Injected>
}

export interface Control {
  readonly tenancies: ReadonlyArray<string>
  readonly tenancy: (tenancyId: string) => Tenancy | undefined
  readonly overview: (tenancy: Tenancy) => Effect.Effect<Overview>
  readonly seed: (
    tenancy: Tenancy,
    users: ReadonlyArray<Seed.SeedUser>
  ) => Effect.Effect<ReadonlyArray<Seed.SeededPasskey>>
  /** Why a rule can meet no request; `undefined` where it can. */
  readonly refusalOf: (rule: Faults.FaultRule) => string | undefined
  readonly faults: Faults.Faults
  readonly log: RequestLog.RequestLog
  readonly time: Time
  readonly rotateKeys: Effect.Effect<void>
  /** Forgets what the tenancies hold, the faults, the requests, and how far the time was moved. */
  readonly reset: Effect.Effect<void>
  /** Is told of each change. Looking at something is none, or two pages would keep each other busy. */
  readonly changed: PubSub.PubSub<void>
  /** Ends when whatever was done is durable. */
  readonly settle: Effect.Effect<void, StorageFailure>
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
    ...of("code", tenancy.principals)
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

/** The same function, which tells whenever it was called. */
const telling =
  (tell: () => void) =>
  <Arguments extends ReadonlyArray<unknown>, A>(act: (...given: Arguments) => A) =>
  (...given: Arguments): A => {
    const result = act(...given)
    tell()
    return result
  }

export const make = (store: Store, ownTime: Time, signing: Signing): Effect.Effect<Control> =>
  Effect.gen(function* () {
    // To a listener that is slow, one change is as good as many.
    const changed = yield* PubSub.sliding<void>(1)
    // Not `unsafeOffer`: with a listener that is slow, it leaves out the others too.
    const tell = () => {
      Effect.runSync(PubSub.publish(changed, undefined))
    }
    const told = telling(tell)
    const ownFaults = Faults.make()
    const { clear, inject, remove } = ownFaults
    const faults = { ...ownFaults, clear: told(clear), inject: told(inject), remove: told(remove) }
    const ownLog = RequestLog.make()
    // A request of the API may have changed anything, and is itself something new to look at.
    const log = { ...ownLog, add: told(ownLog.add) }
    const time = { ...ownTime, advance: told(ownTime.advance) }
    return {
      tenancies: store.tenancies.map(({ id }) => id),
      tenancy: store.tenancy,
      overview: (tenancy) =>
        time.within(
          Effect.map(Clock.currentTimeMillis, (now) => ({
            tenancyId: tenancy.id,
            now,
            offset: time.offset(),
            mails: tenancy.outbox.mails(),
            passkeys: tenancy.vault.all(),
            challenges: challengesOf(tenancy, now),
            tokens: tokensOf(tenancy, now),
            requests: log.all().filter(({ tenancyId }) => tenancyId === undefined || tenancyId === tenancy.id),
            faults: faults.all().filter(({ tenancyId }) => tenancyId === undefined || tenancyId === tenancy.id)
          }))
        ),
      seed: (tenancy, users) => Effect.tap(time.within(Seed.seed(tenancy, users)), () => Effect.sync(tell)),
      refusalOf: ({ tenancyId }) =>
        tenancyId === undefined || store.tenancy(tenancyId) !== undefined
          ? undefined
          : "tenancyId: expected the id of a tenancy of the emulator",
      faults,
      log,
      time,
      rotateKeys: signing.rotate,
      reset: Effect.sync(() => {
        for (const tenancy of store.tenancies) tenancy.clear()
        faults.clear()
        log.clear()
        time.clear()
        tell()
      }),
      changed,
      settle: store.flush
    }
  })
