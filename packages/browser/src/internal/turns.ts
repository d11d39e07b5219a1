/** One thing at a time: a browser refuses a question, or a signal, while another question is open. */
import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser"
import { told, within } from "./patience.js"
import { Refused, refusalOf, replaced, timedOut } from "./refusal.js"

interface Question {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly timeout: number | undefined
  readonly kind: "creation" | "request" | "autofill"
}

/** A question's time with the browser, which has only one at a time. */
class Turn {
  isGivenUp = false
  isPaused = false
  /** Between the call of the library and its answer. */
  private question: object | undefined
  /** Until the browser has let go of the question. */
  private settled: Promise<unknown> = Promise.resolve()
  private readonly givenUp: Promise<void>
  private markGivenUp = (): void => {}

  constructor(private readonly isAutofill: boolean) {
    this.givenUp = new Promise((resolve) => {
      this.markGivenUp = resolve
    })
  }

  open<A>(start: () => Promise<A>): Promise<A> {
    const question = {}
    this.question = question
    opened = this
    const answer = start().finally(() => {
      this.question = undefined
    })
    this.settled = answer.catch(() => {})
    return answer
  }

  private close(): void {
    const { question } = this
    if (question === undefined) return
    const cancel = () => {
      if (this.question === question && opened === this) WebAuthnAbortService.cancelCeremony()
    }
    cancel()
    // For autofill the library asks this first, and until then there is nothing that could be cancelled.
    if (this.isAutofill) told(browserSupportsWebAuthnAutofill, false).then(cancel)
  }

  giveUp(): void {
    this.isGivenUp = true
    this.markGivenUp()
    this.close()
  }

  /** Takes an autofill's question back, which is good for another time; waits for the end of any other. */
  async makePlace(): Promise<void> {
    if (this.question === undefined) return
    if (this.isAutofill) {
      this.isPaused = true
      this.close()
    } else await Promise.race([this.settled, this.givenUp])
    await this.letGo()
  }

  async letGo(): Promise<void> {
    if (this.question !== undefined) await inPatience(this.settled)
  }
}

/** The turn that was taken last: the only one that has not been given up. */
let last: Turn | undefined

/** The turn in which the browser was asked last. The library knows no other question, and cancels that one. */
let opened: Turn | undefined

/** How long a browser, or an extension in its place, may take to let go of something, in milliseconds. */
const patience = 1_000

const inPatience = (something: Promise<unknown>): Promise<unknown> => within(patience, something, undefined)

const longestTimer = 2 ** 31 - 1

/** Asks the browser something, as soon as it has let go of what it was asked before. */
export const ask = <A>(start: () => Promise<A>, question: Question): Promise<A> =>
  new Promise((resolve, reject) => {
    const { kind, signal, timeout } = question
    if (signal.aborted) return reject(signal.reason)
    const turn = new Turn(kind === "autofill")
    last?.giveUp()
    last = turn

    let timer: ReturnType<typeof setTimeout> | undefined
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener("abort", abort)
    }
    const giveUp = (reason: unknown): void => {
      end()
      reject(reason)
      turn.giveUp()
    }
    const abort = (): void => giveUp(signal.reason)
    signal.addEventListener("abort", abort)

    const free = async (): Promise<void> => {
      while (telling !== undefined) await telling
      if (turn.isGivenUp) throw new Refused(replaced)
    }

    const answer = async (): Promise<A> => {
      await opened?.letGo()
      await free()
      const begun = performance.now()
      if (timeout !== undefined) {
        const late = () => giveUp(new Refused(timedOut(timeout)))
        timer = setTimeout(late, Math.min(timeout, longestTimer))
      }
      for (;;) {
        try {
          return await turn.open(start)
        } catch (error) {
          const refusal = refusalOf(error, kind === "creation", performance.now() - begun, timeout)
          if (!turn.isPaused || refusal !== replaced) throw new Refused(refusal)
        }
        turn.isPaused = false
        await free()
      }
    }
    answer().then(resolve, reject).finally(end)
  })

/** Until the signals under way have been told. */
let telling: Promise<unknown> | undefined

/**
 * Tells the browser something. It takes no signal while a question is open: an autofill is asked again afterwards, and a
 * dialog is waited for. Signals are told in turn, and no question is asked meanwhile.
 */
export const tell = (signal: () => Promise<void>): Promise<void> => {
  const before = telling
  const place = (async () => {
    await before
    await opened?.makePlace()
  })()
  const answer = place.then(signal)
  const done = place
    .then(() => inPatience(answer))
    .finally(() => {
      if (telling === done) telling = undefined
    })
  telling = done
  return answer
}
