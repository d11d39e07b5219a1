/** The secrets of each call, and the forms in which a server can send them back. */
import type { Operation } from "./shapes.js"

export const apiKey = "key~QmVhcmVy/Zm9v+YmFy=nevershown"

export const secrets = {
  code: "c0de 4711/ümlaut%41&never-shown",
  challengeSecret: 's3cret-"0815"\\never-shown',
  challengeCode: "c0de-918273-never-shown",
  registrationToken: "r3gistr@tion.token=never-shown",
  authenticationToken: "@uth3ntication+token/never-shown",
  sessionToken: "s3ssion token <never-shown>"
} as const

const sent: { readonly [operation in Operation]?: ReadonlyArray<string> } = {
  "Principals.exchange": [apiKey, secrets.code],
  "Challenges.verify": [apiKey, secrets.challengeSecret, secrets.challengeCode],
  "Registration.options": [secrets.registrationToken],
  "Registration.verify": [secrets.sessionToken],
  "Authentication.options": [secrets.authenticationToken],
  "Authentication.verify": [secrets.sessionToken],
  "Lookups.credential": [],
  "Lookups.credentials": [],
  "Principals.verifyIdToken": []
}

/** What the server of an operation is sent, and can send back. */
export const secretsOf = (operation: Operation): ReadonlyArray<string> => sent[operation] ?? [apiKey]

/** As it is, percent-encoded, escaped for JSON, and in hex, base64 and base64url. */
export const forms = (secret: string): ReadonlyArray<string> => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  ...(["hex", "base64", "base64url"] as const).map((encoding) => Buffer.from(secret).toString(encoding))
]
