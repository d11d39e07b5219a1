/** Everything that must be unguessable, and its comparison in constant time. */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto"

/** The SHA-256 of a secret, base64url: what is kept of one that only has to be recognised. */
export type Digest = string

export const digest = (secret: string): Digest => createHash("sha256").update(secret).digest("base64url")

/** Digests are compared, so neither the content nor the length shows in the time it takes. */
export const matches = (secret: string, expected: Digest): boolean =>
  timingSafeEqual(Buffer.from(digest(secret)), Buffer.from(expected))

/** 256 random bits. */
export const make = (): string => randomBytes(32).toString("base64url")

/** 128 random bits: enough for what is unique but no secret. */
export const makeId = (): string => randomBytes(16).toString("base64url")

export const makeBytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length))

/** Six digits for a human. */
export const makeCode = (): string => randomInt(1_000_000).toString().padStart(6, "0")

/** A mark on text that only its maker can make. */
export const seal = (key: string, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest().subarray(0, 16)

export const isSeal = (key: string, text: string, mark: Uint8Array): boolean =>
  mark.length === 16 && timingSafeEqual(seal(key, text), mark)
