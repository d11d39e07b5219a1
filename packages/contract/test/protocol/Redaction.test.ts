import * as FastCheck from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { redact } from "../../src/protocol/Redaction.js"

describe("redact", () => {
  it("replaces a secret as it is, percent-encoded in either case, and escaped for JSON", () => {
    const secret = 'a/b ü"c'
    const forms = [secret, "a%2Fb%20%C3%BC%22c", "a%2fb%20%c3%bc%22c", JSON.stringify(secret).slice(1, -1)]
    assert.strictEqual(redact(forms.join(" | "), [secret]), forms.map(() => "<redacted>").join(" | "))
  })

  it("replaces a secret with a lone surrogate, also in its form in a URL", () => {
    assert.strictEqual(redact("code\ud800 code%EF%BF%BD", ["code\ud800"]), "<redacted> <redacted>")
  })

  it("cuts after 300 characters, or after the given length", () => {
    assert.strictEqual(redact("x".repeat(301), []), `${"x".repeat(300)}…`)
    assert.strictEqual(redact("x".repeat(300), []), "x".repeat(300))
    assert.strictEqual(redact("abcdef", [], 3), "abc…")
    assert.strictEqual(redact("x".repeat(999), [], Number.POSITIVE_INFINITY).length, 999)
  })

  it("cuts after it redacts, so that no part of a secret remains", () => {
    assert.strictEqual(redact("ab secret-token", ["secret-token"], 8), "ab <reda…")
  })

  it("leaves no secret in any text, and never throws", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.string({ unit: "binary", minLength: 3, maxLength: 20 }),
        FastCheck.string({ unit: "binary", maxLength: 20 }),
        (secret, around) => {
          FastCheck.pre(!["<redacted>", around, "|"].some((text) => text.includes(secret)))
          const shown = redact(`${around}|${secret}|${JSON.stringify(secret)}`, [secret], Number.POSITIVE_INFINITY)
          assert.notInclude(shown, secret)
        }
      )
    )
  })
})
