import type { PasslockError } from "@passlock-sdk/effect"
import {
  Authentication,
  type ChallengeCreated,
  Challenges,
  type Passkey,
  Passkeys,
  Principals,
  Registration
} from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import type { Groups } from "./groups.js"

export type Program<R> = (request: never) => Effect.Effect<unknown, PasslockError, R>

/** The programs that a client makes its methods from. */
export interface Programs<R> {
  /** Those that are answered by one response. */
  readonly requests: Groups<Program<R>>
  /** Those that work on this machine, and seldom need a response. */
  readonly local: Groups<Program<R>>
  /** Those that give one value after the other. */
  readonly streams: Groups<() => Stream.Stream<unknown, PasslockError, R>>
}

/** Whoever has no Effect has no use for `Redacted` either. */
const reveal = ({ _tag, challenge }: ChallengeCreated) => ({
  _tag,
  challenge: {
    ...challenge,
    secret: Redacted.value(challenge.secret),
    code: Redacted.value(challenge.code),
    message: Redacted.value(challenge.message)
  }
})

/** JSON has no bytes, and what a method gives is often sent on as JSON. */
const withText = (passkey: Passkey) => ({
  ...passkey,
  credential: { ...passkey.credential, publicKey: Encoding.encodeBase64Url(passkey.credential.publicKey) }
})

const allWithText = (passkeys: ReadonlyArray<Passkey>): ReadonlyArray<ReturnType<typeof withText>> =>
  passkeys.map(withText)

/** A program that gives something else. */
const map =
  <Request, A, B, E, R>(program: (request: Request) => Effect.Effect<A, E, R>, change: (value: A) => B) =>
  (request: Request): Effect.Effect<B, E, R> =>
    Effect.map(program(request), change)

const { stream, ...passkeys } = Passkeys
const { verifyIdToken, ...principals } = Principals

/** Every program. */
export const keyed = {
  requests: {
    principals,
    passkeys: {
      ...passkeys,
      get: map(Passkeys.get, withText),
      update: map(Passkeys.update, withText),
      delete: map(Passkeys.delete, withText),
      updateForUser: map(Passkeys.updateForUser, ({ _tag, updated }) => ({ _tag, updated: allWithText(updated) })),
      deleteForUser: map(Passkeys.deleteForUser, ({ _tag, deleted }) => ({ _tag, deleted: allWithText(deleted) }))
    },
    challenges: { ...Challenges, create: map(Challenges.create, reveal) },
    registration: Registration,
    authentication: Authentication
  },
  local: { principals: { verifyIdToken } },
  streams: { passkeys: { stream } }
}

/** The programs that need no API key. */
export const keyless = {
  requests: {
    registration: { options: Registration.options, verify: Registration.verify },
    authentication: { options: Authentication.options, verify: Authentication.verify }
  },
  local: { principals: { verifyIdToken } },
  streams: {}
}
