import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { type AnonymousSession, Sessions, type UserSession } from "../server/sessions.js"

const anonymous: AnonymousSession = { _tag: "Anonymous", oneTimeCode: undefined }
const user: UserSession = {
  _tag: "User",
  userId: "user_01",
  loggedInAt: 0,
  pendingStepUp: undefined,
  steppedUpAt: undefined
}

const test = <E>(program: Effect.Effect<void, E, Sessions>) => Effect.provide(program, Sessions.layerMemory(100))

describe("Sessions.layerMemory", () => {
  it.effect("creates unique, random 256-bit ids", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const ids = yield* Effect.replicateEffect(sessions.create(anonymous), 100)
        assert.strictEqual(new Set(ids.map(Redacted.value)).size, 100)
        for (const id of ids) assert.match(Redacted.value(id), /^[\w-]{43}$/)
        assert.isUndefined(yield* sessions.get(Redacted.make("guessed")))
      })
    )
  )

  it.effect("expires an anonymous session after 30 minutes and a user session after 12 hours, even if updated", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const [anonymousId, userSessionId] = [yield* sessions.create(anonymous), yield* sessions.create(user)]
        yield* TestClock.adjust("29 minutes")
        assert.deepStrictEqual(yield* sessions.get(anonymousId), anonymous)
        yield* TestClock.adjust("1 minute")
        assert.isUndefined(yield* sessions.get(anonymousId))
        yield* sessions.update(userSessionId, { ...user, steppedUpAt: 1 })
        yield* TestClock.adjust("689 minutes")
        assert.deepStrictEqual(yield* sessions.get(userSessionId), { ...user, steppedUpAt: 1 })
        yield* TestClock.adjust("1 minute")
        assert.isUndefined(yield* sessions.get(userSessionId))
      })
    )
  )

  it.effect("replaces the ID and the data of a session, and does not extend its lifetime", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const id = yield* sessions.create(user)
        yield* TestClock.adjust("11 hours")
        const nextId = yield* sessions.replace(id, { ...user, steppedUpAt: 1 })
        if (nextId === undefined) return assert.fail("The session was not replaced.")
        assert.isUndefined(yield* sessions.get(id))
        assert.deepStrictEqual(yield* sessions.get(nextId), { ...user, steppedUpAt: 1 })
        yield* TestClock.adjust("1 hour")
        assert.isUndefined(yield* sessions.get(nextId))
        assert.isUndefined(yield* sessions.replace(nextId, user))
      })
    )
  )

  it.effect("does not replace a deleted session", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const id = yield* sessions.create(user)
        yield* sessions.delete(id)
        assert.isUndefined(yield* sessions.replace(id, user))
      })
    )
  )

  it.effect("does not restore a deleted session on update", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const id = yield* sessions.create(user)
        yield* sessions.delete(id)
        yield* sessions.update(id, user)
        assert.isUndefined(yield* sessions.get(id))
      })
    )
  )

  it.effect("ends the oldest anonymous session when there are too many, and no user session", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const userSession = yield* sessions.create(user)
        const ids = yield* Effect.replicateEffect(sessions.create(anonymous), 102)
        const isActive = yield* Effect.forEach(ids, (id) =>
          Effect.map(sessions.get(id), (found) => found !== undefined)
        )
        assert.deepStrictEqual(isActive, [false, false, ...Array<boolean>(100).fill(true)])
        assert.isDefined(yield* sessions.get(userSession))
      })
    )
  )

  it.effect("deletes all sessions of one user and keeps those of others", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const here = yield* sessions.create(user)
        const there = yield* sessions.create(user)
        const other = yield* sessions.create({ ...user, userId: "user_02" })
        yield* sessions.deleteForUser("user_01")
        assert.isUndefined(yield* sessions.get(here))
        assert.isUndefined(yield* sessions.get(there))
        assert.isDefined(yield* sessions.get(other))
      })
    )
  )
})
