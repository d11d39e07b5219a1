import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Settings from "../settings.js"
import * as Expiring from "./expiring.js"
import * as Journal from "./journal.js"
import * as Secret from "./secret.js"
import * as Store from "./store.js"
import { tablesOf } from "./table.js"

describe("what has expired", () => {
  it("is found no more, and dropped when something is added", () => {
    const values = Expiring.make(tablesOf(Journal.none, "t"), "text", Schema.String)
    const old = values.add("old", 10, 0)
    const young = values.add("young", 20, 5)
    expect([values.peek(old, 9), values.peek(old, 10)]).toEqual(["old", undefined])
    expect(values.size()).toBe(2)
    values.add("new", 30, 15)
    expect(values.size()).toBe(2)
    expect([values.take(young, 19), values.take(young, 19)]).toEqual(["young", undefined])
  })

  it("is not kept of challenges", () => {
    const settings = { expiredChallengeRetention: 100 }
    const { challenges } = Store.make(Settings.resolve({ settings }), Journal.none).tenancy("emulated") ?? expect.fail()
    const digest = Secret.digest("x")
    for (let now = 0; now < 10_000; now += 10) {
      const challengeId = String(now)
      challenges.put({
        ...{ challengeId, purpose: "x", email: "a@b.c", userId: undefined, metadata: null, attempts: 0 },
        ...{ createdAt: now, expiresAt: now + 100, secret: digest, code: digest }
      })
    }
    expect(challenges.size()).toBe(20)
  })
})
