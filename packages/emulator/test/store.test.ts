import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Settings from "../src/internal/settings.js"
import * as Expiring from "../src/internal/state/expiring.js"
import * as Secret from "../src/internal/state/secret.js"
import * as Store from "../src/internal/state/store.js"
import { type Journal, noJournal, tablesOf } from "../src/internal/state/table.js"

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

/** Rows of a data folder that an earlier version wrote, without the fields that were added since. */
const earlier: Readonly<Record<string, object>> = {
  mail: {
    ...{ challengeId: "c", to: "a@b.c", purpose: "x", code: "123456", text: "t", html: "h" },
    ...{ sentAt: 1, expiresAt: 2 }
  },
  registrationToken: {
    value: {
      ...{ rpId: "example.com", userId: "u", username: "n", displayName: "n" },
      ...{ excludeCredentials: [], userVerification: "preferred" }
    },
    expiresAt: 10
  },
  authenticationToken: {
    value: { rpId: "example.com", allowed: ["p"], userVerification: "preferred" },
    expiresAt: 10
  }
}

describe("the records of an earlier version", () => {
  it("are read with defaults for the fields that they lack", () => {
    const journal: Journal = {
      ...noJournal,
      load: (_, table) => (earlier[table] === undefined ? [] : [{ key: "k", value: JSON.stringify(earlier[table]) }])
    }
    const tenancy = Store.make(Settings.resolve({}), journal).tenancies.get("emulated") ?? expect.fail()
    expect(tenancy.outbox.mails()).toEqual([{ ...earlier.mail, sentBy: "application" }])
    expect(tenancy.registrationTokens.pending(0)).toMatchObject([{ value: { rpName: undefined, username: "n" } }])
    expect(tenancy.authenticationTokens.pending(0)).toMatchObject([
      { value: { allowed: ["p"], mediation: "required", userId: undefined } }
    ])
  })
})
