/** Random secrets, IDs and codes, and their comparison in constant time. */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto"

/** The SHA-256 of a secret, base64url: stored instead of secrets that only have to be compared. */
export type Digest = string

export const digest = (secret: string): Digest => createHash("sha256").update(secret).digest("base64url")

/** Compares digests, so that the time depends neither on the content nor on the length. */
export const matches = (secret: string, expected: Digest): boolean =>
  timingSafeEqual(Buffer.from(digest(secret)), Buffer.from(expected))

/** 256 random bits. */
export const make = (): string => randomBytes(32).toString("base64url")

/** 128 random bits: unique, but not secret. */
export const makeId = (): string => randomBytes(16).toString("base64url")

export const makeBytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length))

/** Six random digits. */
export const makeCode = (): string => randomInt(1_000_000).toString().padStart(6, "0")

/** The first 128 bits of an HMAC-SHA-256. */
export const mac = (key: string, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest().subarray(0, 16)

export const isMac = (key: string, text: string, candidate: Uint8Array): boolean =>
  candidate.length === 16 && timingSafeEqual(mac(key, text), candidate)
