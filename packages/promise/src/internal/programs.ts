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
import { keyless as names } from "./keyless.js"

/** A value for each operation, by group and name. */
export type Groups<Value> = { readonly [Group in string]: { readonly [Name in string]: Value } }

/** The operation of the method `passkeys.get` is `Passkeys.get`. */
const operationOf = (group: string, name: string) => `${group.charAt(0).toUpperCase()}${group.slice(1)}.${name}`

/** Maps each value to a function, and names the function after its operation. */
export const mapGroups = <A>(groups: Groups<A>, map: (value: A, operation: string) => object): Groups<unknown> =>
  Object.fromEntries(
    Object.entries(groups).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, value]) => {
          const operation = operationOf(group, name)
          return [name, Object.defineProperty(map(value, operation), "name", { value: operation })]
        })
      )
    ])
  )

/** Merges two sets of groups, group by group. */
export const mergeGroups = <A>(one: Groups<A>, other: Groups<A>): Groups<A> => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(Array.from(names, (name) => [name, { ...one[name], ...other[name] }]))
}

export type Program<R> = (request: never) => Effect.Effect<unknown, PasslockError, R>

/** The programs that become a client's methods. */
export interface Programs<R> {
  /** Programs that make one request. */
  readonly requests: Groups<Program<R>>
  /** Programs that run locally and rarely make a request. */
  readonly local: Groups<Program<R>>
  /** Programs that return a stream. */
  readonly streams: Groups<() => Stream.Stream<unknown, PasslockError, R>>
}

/** `Redacted` is an Effect type, so promises resolve with the plain values. */
const reveal = ({ _tag, challenge }: ChallengeCreated) => ({
  _tag,
  challenge: {
    ...challenge,
    secret: Redacted.value(challenge.secret),
    code: Redacted.value(challenge.code),
    message: Redacted.value(challenge.message)
  }
})

/** Applications often forward results as JSON, which has no bytes. */
const encodeKey = (passkey: Passkey) => ({
  ...passkey,
  credential: { ...passkey.credential, publicKey: Encoding.encodeBase64Url(passkey.credential.publicKey) }
})

const encodeKeys = (passkeys: ReadonlyArray<Passkey>): ReadonlyArray<ReturnType<typeof encodeKey>> =>
  passkeys.map(encodeKey)

/** Changes the value a program succeeds with. */
const map =
  <Request, A, B, E, R>(program: (request: Request) => Effect.Effect<A, E, R>, change: (value: A) => B) =>
  (request: Request): Effect.Effect<B, E, R> =>
    Effect.map(program(request), change)

const { stream, ...passkeys } = Passkeys
const { verifyIdToken, ...principals } = Principals

/** The programs of a client with an API key. */
export const keyed = {
  requests: {
    principals,
    passkeys: {
      ...passkeys,
      get: map(Passkeys.get, encodeKey),
      update: map(Passkeys.update, encodeKey),
      delete: map(Passkeys.delete, encodeKey),
      updateForUser: map(Passkeys.updateForUser, ({ _tag, updated }) => ({ _tag, updated: encodeKeys(updated) })),
      deleteForUser: map(Passkeys.deleteForUser, ({ _tag, deleted }) => ({ _tag, deleted: encodeKeys(deleted) }))
    },
    challenges: { ...Challenges, create: map(Challenges.create, reveal) },
    registration: Registration,
    authentication: Authentication
  },
  local: { principals: { verifyIdToken } },
  streams: { passkeys: { stream } }
}

type Requests = typeof keyed.requests

/** The programs with these names, by group. */
const pick = <Names extends { readonly [Group in keyof Requests]?: ReadonlyArray<keyof Requests[Group]> }>(
  names: Names
) =>
  Object.fromEntries(
    Object.entries(names).map(([group, members]) => {
      const programs: Readonly<Record<string, unknown>> = keyed.requests[group as keyof Requests]
      return [group, Object.fromEntries(members.map((name: string) => [name, programs[name]]))]
    })
  ) as {
    readonly [Group in keyof Names & keyof Requests]: Pick<
      Requests[Group],
      NonNullable<Names[Group]>[number] & keyof Requests[Group]
    >
  }

/** The programs of a client without an API key. */
export const keyless = { requests: pick(names), local: keyed.local, streams: {} }
