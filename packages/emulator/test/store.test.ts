import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Settings from "../src/internal/settings.js"
import * as Expiring from "../src/internal/state/expiring.js"
import * as Secret from "../src/internal/state/secret.js"
import * as Store from "../src/internal/state/store.js"
import { noJournal, tablesOf } from "../src/internal/state/table.js"

describe("expiring values", () => {
  it("are not found after they expired, and are removed when a value is added", () => {
    const values = Expiring.make(tablesOf(noJournal, "t"), "text", Schema.String)
    const old = values.add("old", 10, 0)
    const young = values.add("young", 20, 5)
    expect([values.peek(old, 9), values.peek(old, 10)]).toEqual(["old", undefined])
    expect(values.size()).toBe(2)
    values.add("new", 30, 15)
    expect(values.size()).toBe(2)
    expect([values.take(young, 19), values.take(young, 19)]).toEqual(["young", undefined])
  })

  it("include challenges: adding one removes those whose retention ended", () => {
    const settings = { expiredChallengeRetention: 100 }
    const { challenges } =
      Store.make(Settings.resolve({ settings }), noJournal).tenancies.get("emulated") ?? expect.fail()
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
