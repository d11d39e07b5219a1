/** The secrets of the calls, and the forms in which a server can send them back. */
export const apiKey = "key~QmVhcmVy/Zm9v+YmFy=nevershown"

export const secrets = {
  code: "c0de 4711/ümlaut%41&never-shown",
  challengeSecret: 's3cret-"0815"\\never-shown',
  challengeCode: "c0de-918273-never-shown",
  registrationToken: "r3gistr@tion.token=never-shown",
  authenticationToken: "@uth3ntication+token/never-shown",
  sessionToken: "s3ssion token <never-shown>",
  updatePasskeysToken: "upd@te/p@sskeys+token=never-shown",
  deletePasskeysToken: "d3l3te&p@sskeys?token/never-shown",
  prunePasskeysToken: "prun3 p@sskeys%41token~never-shown"
} as const

/** As it is, percent-encoded, escaped for JSON, and in hex, base64 and base64url. */
export const forms = (secret: string): ReadonlyArray<string> => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  ...(["hex", "base64", "base64url"] as const).map((encoding) => Buffer.from(secret).toString(encoding))
]
