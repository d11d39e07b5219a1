/** An id_token, and the key that verifies it. */
import { generateKeyPairSync, sign } from "node:crypto"
import { epoch } from "./time.js"

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })

/** The public key as the API publishes it. */
export const key = { ...publicKey.export({ format: "jwk" }), kid: "key_01", alg: "RS256", use: "sig" }

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const seconds = Math.floor(epoch / 1_000)

const signed = `${encode({ alg: "RS256", kid: "key_01" })}.${encode({
  iss: "passlock.dev",
  aud: "tenancy_01",
  sub: "user_01",
  jti: "principal_01",
  iat: seconds,
  exp: seconds + 86_400,
  "a:id": "passkey_01",
  "a:typ": "passkey",
  "pk:uv": true
})}`

const signature = sign("sha256", Buffer.from(signed), privateKey).toString("base64url")

/** The id_token. It is valid during each case. */
export const token = (): string => `${signed}.${signature}`
