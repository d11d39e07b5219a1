import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { makeKey, registerHandMade } from "./support/attestation.js"
import { badRequest, withEmulator } from "./support/http.js"

const bytes = (length: number, fill = 0xff): Uint8Array => new Uint8Array(length).fill(fill)

const littleEndian = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"))

const modulus = (bits: number): Uint8Array => {
  const { n = "" } = generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" })
  return new Uint8Array(Buffer.from(n, "base64url"))
}

describe("the public key of a new credential", () => {
  it.effect("is accepted for each offered algorithm", () =>
    Effect.gen(function* () {
      for (const algorithm of ["ES256", "EdDSA", "RS256"] as const) {
        for (let i = 0; i < 5; i++) {
          const { status } = yield* registerHandMade(makeKey(algorithm))
          expect([algorithm, status]).toEqual([algorithm, 200])
        }
      }
    }).pipe(withEmulator())
  )

  const unusable: ReadonlyArray<readonly [string, ...Parameters<typeof makeKey>]> = [
    ["ES256 off the curve", "ES256", { [-3]: bytes(32, 1) }],
    ["ES256 at zero", "ES256", { [-2]: bytes(32, 0), [-3]: bytes(32, 0) }],
    ["ES256 with a coordinate over the prime", "ES256", { [-2]: bytes(32) }],
    ["ES256 without x", "ES256", { [-2]: undefined }],
    ["ES256 without y", "ES256", { [-3]: undefined }],
    ["ES256 with a compressed point", "ES256", { [-3]: true }],
    ["ES256 with a short coordinate", "ES256", { [-2]: bytes(31, 1) }],
    ["ES256 without a curve", "ES256", { [-1]: undefined }],
    ["ES256 on P-384", "ES256", { [-1]: 2 }],
    ["ES256 with the type of EdDSA", "ES256", { 1: 1 }],
    ["ES256 with the type of RS256", "ES256", { 1: 3 }],
    ["EdDSA off the curve", "EdDSA", { [-2]: littleEndian(`02${"00".repeat(31)}`) }],
    ["EdDSA with a coordinate over the prime", "EdDSA", { [-2]: bytes(32) }],
    ["EdDSA of order 1", "EdDSA", { [-2]: littleEndian(`01${"00".repeat(31)}`) }],
    ["EdDSA of order 2", "EdDSA", { [-2]: littleEndian(`ec${"ff".repeat(30)}7f`) }],
    ["EdDSA of order 4", "EdDSA", { [-2]: littleEndian("00".repeat(32)) }],
    [
      "EdDSA of order 8",
      "EdDSA",
      { [-2]: littleEndian("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05") }
    ],
    ["EdDSA without x", "EdDSA", { [-2]: undefined }],
    ["EdDSA with a long x", "EdDSA", { [-2]: bytes(33, 1) }],
    ["EdDSA on Ed448", "EdDSA", { [-1]: 7 }],
    ["RS256 with a modulus of 512 bits", "RS256", { [-1]: modulus(512) }],
    ["RS256 with a modulus of 1024 bits", "RS256", { [-1]: modulus(1024) }],
    ["RS256 with a padded modulus", "RS256", { [-1]: new Uint8Array([...bytes(128, 0), ...modulus(1024)]) }],
    ["RS256 with a huge modulus", "RS256", { [-1]: bytes(1025) }],
    ["RS256 with an even modulus", "RS256", { [-1]: bytes(256, 0xfe) }],
    ["RS256 without a modulus", "RS256", { [-1]: undefined }],
    ["RS256 without an exponent", "RS256", { [-2]: undefined }],
    ["RS256 with the exponent 1", "RS256", { [-2]: new Uint8Array([1]) }],
    ["RS256 with the exponent 3", "RS256", { [-2]: new Uint8Array([3]) }],
    ["RS256 with an even exponent", "RS256", { [-2]: new Uint8Array([1, 0, 0]) }],
    ["an algorithm that was not offered", "ES256", { 3: -35 }]
  ]
  it.effect.each(unusable)("is rejected: %s", ([, algorithm, changes]) =>
    Effect.gen(function* () {
      expect(yield* registerHandMade(makeKey(algorithm, changes))).toMatchObject(badRequest("^response: "))
    }).pipe(withEmulator())
  )
})
