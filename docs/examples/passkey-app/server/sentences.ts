/** What the user is told of each error, and with which status. Every sentence says what to do next. */
import type { PasslockError } from "@passlock-sdk/effect"
import type { Refused } from "../wire/answers.js"
import { inTime } from "../wire/waits.js"
import type { Refusal } from "./refusals.js"

export type Failure = PasslockError | Refusal

interface Answer<E> {
  readonly status: number
  readonly sentence: string | ((error: E) => string)
}

const ours = "Something is wrong on our side, and we have been told. Please try again later."
const unreachable = "We cannot reach our login service right now. Nothing is lost: try again in a moment."
const ceremonyIsOver = "That took too long, or was already used. Please use your passkey once more."

/** A failure without an entry does not compile. */
const answers: { readonly [Tag in Failure["_tag"]]: Answer<Extract<Failure, { readonly _tag: Tag }>> } = {
  // The API key, the tenancy or a request of ours: nothing that the user could change.
  Unauthorized: { status: 500, sentence: ours },
  Forbidden: { status: 500, sentence: ours },
  InvalidTenancy: { status: 500, sentence: ours },
  InvalidInput: { status: 500, sentence: ours },
  BadRequest: { status: 500, sentence: ours },
  UnexpectedResponse: { status: 502, sentence: ours },
  // Not used here: the page reads neither tokens nor the vault.
  InvalidIdToken: { status: 400, sentence: ceremonyIsOver },
  PasskeyNotFound: { status: 404, sentence: "We do not know this passkey. Use another one, or a mailed code." },

  TransportError: { status: 502, sentence: unreachable },
  ServerError: { status: 502, sentence: unreachable },
  RequestTimeout: {
    status: 504,
    sentence: "Our login service takes too long to answer. Nothing is lost: try again in a moment."
  },
  RateLimited: {
    status: 503,
    sentence: ({ retryAfterSeconds }) =>
      `Too many people are logging in right now. Try again ${inTime(retryAfterSeconds)}.`
  },

  NotFound: { status: 404, sentence: "This passkey was already removed. Reload the page to see those you have." },
  InvalidCode: { status: 400, sentence: ceremonyIsOver },

  InvalidChallengeCode: {
    status: 400,
    sentence: "That is not the code we mailed. Check the latest mail and try again."
  },
  InvalidChallenge: { status: 400, sentence: "That code was already used or replaced. Ask for a new one." },
  ChallengeExpired: { status: 400, sentence: "That code is too old. Ask for a new one." },
  ChallengeAttemptsExceeded: { status: 400, sentence: "Too many wrong codes. Ask for a new one." },
  ChallengeRateLimited: {
    status: 429,
    sentence: ({ retryAfterSeconds }) =>
      `We have mailed this address too often. You can ask for a new code ${inTime(retryAfterSeconds)}.`
  },

  AlreadyLoggedIn: { status: 409, sentence: "You are logged in already. Go to your account." },
  CodeOfAnotherUser: {
    status: 403,
    sentence: "That passkey belongs to another account. Use one of your own, or log out first."
  },
  CrossSite: { status: 403, sentence: "This request did not come from our page. Reload the page and try again." },
  InvalidForm: { status: 400, sentence: ({ advice }) => advice },
  LogInAgain: {
    status: 403,
    sentence: "To be sure it is you, log out, log in again with a mailed code, and then repeat this."
  },
  MailNotSent: { status: 502, sentence: "We could not send the mail. Check the address, and try again in a moment." },
  NoAccount: { status: 404, sentence: "There is no account for this passkey any more. You can sign up again." },
  NoPendingCode: { status: 400, sentence: "We are not waiting for a code here. Ask for a new one." },
  NotLoggedIn: { status: 401, sentence: "You are not logged in any more. Please log in again." },
  NotYourPasskey: {
    status: 404,
    sentence: "Your account does not have this passkey. Reload the page to see those you have."
  },
  StepUpRequired: { status: 403, sentence: "To be sure it is you, confirm with your passkey first." },
  UnknownAddress: { status: 404, sentence: "There is nothing at this address. Go back and try again." },
  UserNotVerified: {
    status: 403,
    sentence:
      "Your device did not check that it is you. Set up a PIN, a fingerprint or a face there, or use another passkey."
  }
}

export const statusOf = ({ _tag }: Failure): number => answers[_tag].status

export const defect: Refused = { error: "Defect", sentence: ours }

export const tell = (failure: Failure): Refused => {
  // Each entry takes exactly the error that it stands for, which the compiler cannot follow through the look-up.
  const { sentence } = answers[failure._tag] as Answer<Failure>
  return {
    error: failure._tag,
    sentence: typeof sentence === "string" ? sentence : sentence(failure),
    ...("retryAfterSeconds" in failure &&
      failure.retryAfterSeconds !== undefined && { retryAfterSeconds: failure.retryAfterSeconds })
  }
}
