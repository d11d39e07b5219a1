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

  it("replaces a secret in any case", () => {
    assert.strictEqual(redact("AbC-1 ABC-1 abc-1", ["aBc-1"]), "<redacted> <redacted> <redacted>")
    assert.strictEqual(redact("ΑΣΩ İ", ["ΑΣ"]), "<redacted>Ω İ")
  })

  it("replaces a secret in base64, base64url and hex", () => {
    const secret = "sk_live?>~9f"
    const bytes = Buffer.from(secret)
    const forms = [bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")]
    for (const form of [...forms, ...forms.map((form) => form.toUpperCase())]) {
      assert.strictEqual(redact(`key ${form}.`, [secret]), "key <redacted>.")
    }
  })

  it.each([0, 1, 2])("replaces a secret in the base64 of a longer text, %i bytes after its start", (offset) => {
    const secret = "0a1b2c3d4e5f"
    const whole = Buffer.from(`${"x".repeat(offset)}${secret}: the rest`).toString("base64")
    const decoded = redact(whole, [secret]).split("<redacted>")
    assert.strictEqual(decoded.length, 2)
    for (const part of decoded) assert.notInclude(Buffer.from(part, "base64").toString("latin1"), secret.slice(2, -2))
  })

  it("replaces a code of 6 digits", () => {
    assert.strictEqual(
      redact("code 123456, MTIzNDU2, 313233343536", ["123456"]),
      "code <redacted>, <redacted>, <redacted>"
    )
  })

  it("leaves the text as it is without secrets, and with an empty one", () => {
    assert.strictEqual(redact("Text", []), "Text")
    assert.strictEqual(redact("Text", [""]), "Text")
  })

  it("replaces the whole of two secrets that overlap", () => {
    assert.strictEqual(redact("a secret-token b", ["secret", "secret-token"]), "a <redacted> b")
  })

  it("shows no part of a secret that stands far behind, however long the text is", () => {
    const secret = "s".repeat(5_000)
    for (const text of [`${secret} ${"x".repeat(9_990)}${secret}`, `${secret.repeat(3)} ${"x".repeat(20_000)}`]) {
      const shown = redact(text.repeat(100), [secret, "another-secret"])
      assert.match(shown, /^(<redacted>)+( x+)?…$/)
      assert.isAtMost(shown.length, 301)
    }
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

  it("leaves no secret in any text, in none of its forms, and never throws", () => {
    const around = FastCheck.string({ unit: "binary", maxLength: 20 })
    FastCheck.assert(
      FastCheck.property(
        FastCheck.string({ unit: "binary", minLength: 3, maxLength: 20 }),
        around,
        around,
        FastCheck.nat({ max: 5 }),
        (secret, before, after, chosen) => {
          const bytes = Buffer.from(secret)
          const forms = [
            secret,
            JSON.stringify(secret).slice(1, -1),
            encodeURIComponent(secret),
            bytes.toString("base64"),
            bytes.toString("base64url"),
            bytes.toString("hex")
          ]
          const holds = (text: string) => forms.some((form) => text.toLowerCase().includes(form.toLowerCase()))
          FastCheck.pre(!holds(`${before}|<redacted>|${after}`))
          const form = forms[chosen] ?? assert.fail()
          for (const text of [form, form.toLowerCase(), form.toUpperCase()]) {
            // Upper case can be another text: "ß" becomes "SS".
            if (text.toLowerCase() !== form.toLowerCase()) continue
            assert.isFalse(holds(redact(`${before}|${text}|${after}`, [secret], Number.POSITIVE_INFINITY)))
          }
        }
      )
    )
  })
})
