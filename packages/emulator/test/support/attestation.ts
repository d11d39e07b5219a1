/** Registration responses made by hand, for credentials that no authenticator creates. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import { isoCBOR } from "@simplewebauthn/server/helpers"
import * as Effect from "effect/Effect"
import { prepareRegistration, registrationOptions, verifyRegistration } from "./authenticator.js"

/** A public key as a COSE map. */
export type CoseKey = Map<number, unknown>

export interface HandMade {
  readonly key: CoseKey
  readonly id?: Buffer
  /** Fields of the client data, in addition to or instead of the usual ones. */
  readonly clientData?: object
  /** Self-attestation with this algorithm; by default there is no attestation. */
  readonly selfAttestation?: { readonly alg: number; readonly hash: string; readonly privateKey: KeyObject }
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url")

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])

const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest()

const encode = (value: unknown): Uint8Array => isoCBOR.encode(value as Parameters<typeof isoCBOR.encode>[0])

const responseOf = (
  challenge: string,
  { clientData = {}, id = randomBytes(16), key, selfAttestation }: HandMade
): object => {
  // User present and verified, with attested credential data; the counter and the AAGUID are 0.
  const head = Buffer.concat([sha256("example.com"), Buffer.from([0x45]), Buffer.alloc(4), Buffer.alloc(16)])
  const authData = Buffer.concat([head, uint16(id.length), id, encode(key)])
  const clientDataJSON = JSON.stringify({
    type: "webauthn.create",
    challenge,
    origin: "https://example.com",
    ...clientData
  })
  const statement = new Map<string, unknown>()
  if (selfAttestation !== undefined) {
    const { alg, hash, privateKey } = selfAttestation
    statement.set("alg", alg)
    statement.set("sig", new Uint8Array(sign(hash, Buffer.concat([authData, sha256(clientDataJSON)]), privateKey)))
  }
  const attestationObject = encode(
    new Map<string, unknown>([
      ["fmt", selfAttestation === undefined ? "none" : "packed"],
      ["attStmt", statement],
      ["authData", new Uint8Array(authData)]
    ])
  )
  return {
    id: base64url(id),
    rawId: base64url(id),
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(attestationObject) }
  }
}

/** Registers a credential made by hand, and returns the response to the verification. */
export const registerHandMade = (made: HandMade) =>
  Effect.gen(function* () {
    const prepared = yield* prepareRegistration()
    const { body } = yield* registrationOptions(prepared.body.registrationToken)
    return yield* verifyRegistration(body.sessionToken, responseOf(body.optionsJSON.challenge, made))
  })

const bytesOf = (value: string | undefined): Uint8Array => new Uint8Array(Buffer.from(value ?? "", "base64url"))

/** A valid key of each algorithm, with the changes. */
export const makeKey = (algorithm: "ES256" | "EdDSA" | "RS256", changes: Record<number, unknown> = {}) => {
  const pair =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : algorithm === "EdDSA"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("rsa", { modulusLength: 2048 })
  const jwk = pair.publicKey.export({ format: "jwk" })
  const parameters: Record<typeof algorithm, Record<number, unknown>> = {
    ES256: { 1: 2, 3: -7, [-1]: 1, [-2]: bytesOf(jwk.x), [-3]: bytesOf(jwk.y) },
    EdDSA: { 1: 1, 3: -8, [-1]: 6, [-2]: bytesOf(jwk.x) },
    RS256: { 1: 3, 3: -257, [-1]: bytesOf(jwk.n), [-2]: bytesOf(jwk.e) }
  }
  const entries = Object.entries({ ...parameters[algorithm], ...changes }).filter(([, value]) => value !== undefined)
  const key: CoseKey = new Map(entries.map(([label, value]) => [Number(label), value]))
  return { key, privateKey: pair.privateKey }
}
