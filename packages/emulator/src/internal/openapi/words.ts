/** What the document says in sentences, beside its components. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { AnyOperation } from "@passlock-sdk/contract/Endpoints"

export const title = "Passlock"

export const summary = "Passkeys and mailed one-time codes."

export const description = [
  [
    "The REST API of Passlock, release 2.6, as far as it is public. Nothing here was seen on the live service, and this is no",
    "document of Passlock's own: it is made from the contract of the Passlock SDK for TypeScript. `x-evidence` says of each",
    "field, status and error whether it is documented by Passlock, tested by its own clients and tests, or inferred."
  ].join(" "),
  [
    "Every error is a JSON object with a `_tag`. The tag decides which error it is, for several statuses are known from tests",
    "alone. Fields and values that are not named here may come with any answer."
  ].join(" ")
].join("\n\n")

type Tag = AnyOperation extends `${infer Group}.${string}` ? Group : never

export const tags: Readonly<Record<Tag, string>> = {
  Principals: "Who logged in: by the code of a ceremony, or by an id_token that is checked with the public keys.",
  Passkeys: "The vault: the passkeys of all users.",
  Challenges: "One-time codes that prove that somebody reads a mailbox.",
  Registration:
    "The ceremony that creates a passkey. A server prepares it, a page asks for its options and has it verified.",
  Authentication: "The ceremony that uses a passkey. A server prepares it, or a page starts it by itself.",
  Lookups:
    "Two look-ups that Passlock does not document, and that its browser client uses before it signals to a device."
}

export const servers = [
  { url: "https://api.passlock.dev", description: "Passlock." },
  {
    url: "http://localhost:{port}",
    description: "An emulator on this machine.",
    variables: { port: { default: "8787" } }
  }
]

export const apiKey = "The API key of the tenancy, as a bearer token. It belongs on a server and never into a page."

/** What the requests' paths and queries are made of. */
export const parameters: Readonly<Record<string, string>> = {
  tenancyId: "The id of the tenancy.",
  code: "The code of a verified registration or authentication. It lives five minutes.",
  cursor: "The cursor of the page before. Without it, the first page comes.",
  passkeyId: "Passlock's id of the passkey, not the credential id.",
  passkeyIds: "Passlock's ids of the passkeys, joined with commas.",
  userId: "The application's own id of the user.",
  challengeId: "The id of the challenge."
}

export const retryAfter =
  "How long to wait before the next attempt, in seconds. The same as `retryAfterSeconds` in the body."

const proofs: Readonly<Record<Endpoint.Authentication, (secret: string | undefined) => string>> = {
  apiKey: () => "For servers: it needs the API key.",
  token: (secret) => `For pages: it takes no API key. The \`${secret}\` in the body is the proof.`,
  none: () => "It needs no proof."
}

export const operation = ({ authentication, idempotent, secrets }: Endpoint.Any): string =>
  [
    proofs[authentication](secrets[0]),
    idempotent
      ? "Asking twice has the effect of asking once."
      : "Asking twice may have another effect than asking once."
  ].join(" ")
