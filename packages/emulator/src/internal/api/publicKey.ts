/** Checks the public key of a new credential: with an unusable key, nobody could ever log in, or anybody could. */
import { createPublicKey } from "node:crypto"
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers"

/** The parameters of a COSE key, by label. Keys from outside may have any labels and values. */
type CoseKey = ReadonlyMap<number, unknown>

const label = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, n: -1, e: -2 }

const fail = (expectation: string): never => {
  throw new Error(`the public key: expected ${expectation}`)
}

const bytesAt = (key: CoseKey, name: keyof typeof label): Uint8Array => {
  const value = key.get(label[name])
  return value instanceof Uint8Array ? value : fail(`bytes as ${name}`)
}

const requireValue = (key: CoseKey, name: keyof typeof label, expected: number): void => {
  if (key.get(label[name]) !== expected) fail(`${name} ${expected}`)
}

const coordinateAt = (key: CoseKey, name: "x" | "y"): Uint8Array => {
  const bytes = bytesAt(key, name)
  return bytes.length === 32 ? bytes : fail(`32 bytes as ${name}`)
}

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString("hex")}`)

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")

/** ES256 on P-256, with an uncompressed point. */
const requireEs256 = (key: CoseKey): void => {
  requireValue(key, "kty", 2)
  requireValue(key, "crv", 1)
  const x = base64url(coordinateAt(key, "x"))
  const y = base64url(coordinateAt(key, "y"))
  try {
    createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" })
  } catch {
    fail("a point on the curve P-256")
  }
}

const prime = 2n ** 255n - 19n

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n
  let square = base % prime
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

const modulo = (value: bigint): bigint => ((value % prime) + prime) % prime

const d = modulo(-121_665n * power(121_666n, prime - 2n))

/** Node.js imports any 32 bytes as an Ed25519 key. */
const isOnEd25519 = (y: bigint): boolean => {
  if (y >= prime) return false
  // x² = (y² - 1) / (dy² + 1) must be a square, which the product of both is as well.
  const product = modulo((y * y - 1n) * (d * y * y + 1n))
  return product === 0n || power(product, (prime - 1n) / 2n) === 1n
}

/** Points of order 1, 2, 4 and 8. Anybody can sign for them. */
const isOfSmallOrder = (y: bigint): boolean =>
  y === 0n || y === 1n || y === prime - 1n || modulo(d * y ** 4n + 2n * y * y - 1n) === 0n

const requireEdDsa = (key: CoseKey): void => {
  requireValue(key, "kty", 1)
  requireValue(key, "crv", 6)
  // Little-endian; the highest bit is the sign of x.
  const y = toBigInt(coordinateAt(key, "x").slice().reverse()) & (2n ** 255n - 1n)
  if (!isOnEd25519(y) || isOfSmallOrder(y)) fail("a point of large order on the curve Ed25519")
}

const minimumModulus = 2048
const maximumModulus = 8192

const requireRs256 = (key: CoseKey): void => {
  requireValue(key, "kty", 3)
  const [n, e] = [toBigInt(bytesAt(key, "n")), toBigInt(bytesAt(key, "e"))]
  const bits = n.toString(2).length
  if (bits < minimumModulus || bits > maximumModulus || n % 2n === 0n) {
    fail(`an odd modulus of ${minimumModulus} to ${maximumModulus} bits`)
  }
  if (e < 65_537n || e >= 2n ** 32n || e % 2n === 0n) fail("an odd exponent of 65537 or more, with up to 32 bits")
}

const checks = new Map<unknown, (key: CoseKey) => void>([
  [-7, requireEs256],
  [-8, requireEdDsa],
  [-257, requireRs256]
])

/** Throws when the key cannot be used, or has another algorithm than the `attested` one. */
export const requireUsable = (publicKey: Uint8Array<ArrayBuffer>, attested: unknown): void => {
  const key = decodeCredentialPublicKey(publicKey) as unknown as CoseKey
  const algorithm = key.get(label.alg)
  const check = checks.get(algorithm) ?? (() => fail("an algorithm of the options"))
  check(key)
  if (attested !== undefined && attested !== algorithm) {
    throw new Error("the attestation: expected the algorithm of the public key")
  }
}
