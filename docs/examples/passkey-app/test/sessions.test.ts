import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { type Member, Sessions, type Visitor } from "./sessions.js"

const visitor: Visitor = { _tag: "Visitor", mailedCode: undefined }
const member: Member = { _tag: "Member", userId: "user_01", loggedInAt: 0, steppedUpAt: undefined }

const test = <E>(program: Effect.Effect<void, E, Sessions>) => Effect.provide(program, Sessions.layerMemory)

describe("a session", () => {
  it.effect("has an id that nobody guesses", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const ids = yield* Effect.replicateEffect(sessions.create(visitor), 100)
        assert.strictEqual(new Set(ids.map(Redacted.value)).size, 100)
        for (const id of ids) assert.match(Redacted.value(id), /^[\w-]{43}$/)
        assert.isUndefined(yield* sessions.get(Redacted.make("guessed")))
      })
    )
  )

  it.effect("ends after its time, whatever was done in it", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const [ofVisitor, ofMember] = [yield* sessions.create(visitor), yield* sessions.create(member)]
        yield* TestClock.adjust("29 minutes")
        assert.deepStrictEqual(yield* sessions.get(ofVisitor), visitor)
        yield* TestClock.adjust("1 minute")
        assert.isUndefined(yield* sessions.get(ofVisitor))
        yield* sessions.update(ofMember, { ...member, steppedUpAt: 1 })
        yield* TestClock.adjust("689 minutes")
        assert.deepStrictEqual(yield* sessions.get(ofMember), { ...member, steppedUpAt: 1 })
        yield* TestClock.adjust("1 minute")
        assert.isUndefined(yield* sessions.get(ofMember))
      })
    )
  )

  it.effect("does not come back once it is deleted", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const id = yield* sessions.create(member)
        yield* sessions.delete(id)
        yield* sessions.update(id, member)
        assert.isUndefined(yield* sessions.get(id))
      })
    )
  )

  it.effect("ends with all others of its user, and with nobody else's", () =>
    test(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const here = yield* sessions.create(member)
        const there = yield* sessions.create(member)
        const other = yield* sessions.create({ ...member, userId: "user_02" })
        yield* sessions.deleteForUser("user_01")
        assert.isUndefined(yield* sessions.get(here))
        assert.isUndefined(yield* sessions.get(there))
        assert.isDefined(yield* sessions.get(other))
      })
    )
  )
})
