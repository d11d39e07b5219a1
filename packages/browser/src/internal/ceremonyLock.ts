/** The lock on the browser's WebAuthn API: a browser rejects a request, or a signal, while a request is pending. */
import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser"
import { reasonOf } from "./abort.js"
import { CeremonyFailed, classify, superseded, timedOut } from "./ceremonyFailure.js"
import { probe, settleWithin } from "./probeTimeout.js"

interface RequestOptions {
  readonly signal: AbortSignal
  /** In milliseconds. */
  readonly timeout: number | undefined
  readonly kind: "creation" | "request" | "autofill"
}

/** A call of `navigator.credentials`, which restarts after a signal paused it. */
class WebAuthnRequest {
  isCancelled = false
  isPaused = false
  /** Identifies the pending call of the library. */
  private pending: object | undefined
  /** Resolves when the browser has settled the latest call. */
  private settled: Promise<unknown> = Promise.resolve()
  private readonly cancelled: Promise<void>
  private markCancelled = (): void => {}

  constructor(private readonly isAutofill: boolean) {
    this.cancelled = new Promise((resolve) => {
      this.markCancelled = resolve
    })
  }

  start<A>(run: () => Promise<A>): Promise<A> {
    const pending = {}
    this.pending = pending
    started = this
    const response = run().finally(() => {
      this.pending = undefined
    })
    this.settled = response.catch(() => {})
    return response
  }

  private abort(): void {
    const { pending } = this
    if (pending === undefined) return
    const abort = () => {
      if (this.pending === pending && started === this) WebAuthnAbortService.cancelCeremony()
    }
    abort()
    // The library probes for autofill before it calls the browser. Until then, there is nothing to abort.
    if (this.isAutofill) probe(browserSupportsWebAuthnAutofill, false).then(abort)
  }

  cancel(): void {
    this.isCancelled = true
    this.markCancelled()
    this.abort()
  }

  /** Pauses an autofill for a signal, or waits for the end of another request. */
  async yieldToSignal(): Promise<void> {
    if (this.pending === undefined) return
    if (this.isAutofill) {
      this.isPaused = true
      this.abort()
    } else await Promise.race([this.settled, this.cancelled])
    await this.settle()
  }

  async settle(): Promise<void> {
    if (this.pending !== undefined) await settleInTime(this.settled)
  }
}

/** The latest request. All earlier ones are cancelled. */
let latest: WebAuthnRequest | undefined

/** The request that reached the library last. The library can cancel only this one. */
let started: WebAuthnRequest | undefined

/** How long to wait for a browser or an extension to settle, in milliseconds. */
const settleTimeout = 1_000

const settleInTime = (promise: Promise<unknown>): Promise<unknown> => settleWithin(settleTimeout, promise, undefined)

const longestTimer = 2 ** 31 - 1

/** Cancels the pending request, waits until the browser has settled it, then starts this one. */
export const requestExclusively = <A>(run: () => Promise<A>, options: RequestOptions): Promise<A> =>
  new Promise((resolve, reject) => {
    const { kind, signal, timeout } = options
    if (signal.aborted) return reject(signal.reason)
    const request = new WebAuthnRequest(kind === "autofill")
    latest?.cancel()
    latest = request

    let timer: ReturnType<typeof setTimeout> | undefined
    const cleanUp = (): void => {
      clearTimeout(timer)
      signal.removeEventListener("abort", abort)
    }
    const cancel = (reason: unknown): void => {
      cleanUp()
      reject(reason)
      request.cancel()
    }
    const abort = (): void => cancel(signal.reason)
    signal.addEventListener("abort", abort)

    const waitForSignals = async (): Promise<void> => {
      while (pendingSignals !== undefined) await pendingSignals
      if (request.isCancelled) throw new CeremonyFailed(superseded)
    }

    const send = async (): Promise<A> => {
      await started?.settle()
      await waitForSignals()
      const startedAt = performance.now()
      if (timeout !== undefined) {
        const onTimeout = () => cancel(new CeremonyFailed(timedOut(timeout)))
        timer = setTimeout(onTimeout, Math.min(timeout, longestTimer))
      }
      for (;;) {
        try {
          return await request.start(run)
        } catch (error) {
          const failure = classify(error, kind === "creation", performance.now() - startedAt, timeout)
          if (!request.isPaused || failure !== superseded) throw new CeremonyFailed(failure)
        }
        request.isPaused = false
        await waitForSignals()
      }
    }
    send().then(resolve, reject).finally(cleanUp)
  })

let pendingSignals: Promise<unknown> | undefined

/**
 * Sends a signal while no request is pending: pauses an autofill, and waits for the end of a dialog. Signals are sent
 * one at a time, and requests wait for them. An abort before it is sent means that it is not sent.
 */
export const signalExclusively = (send: () => Promise<void>, abort?: AbortSignal): Promise<void> => {
  const previous = pendingSignals
  const ready = (async () => {
    await previous
    if (!abort?.aborted) await started?.yieldToSignal()
  })()
  const response = ready.then(() => {
    if (abort?.aborted) throw reasonOf(abort)
    return send()
  })
  const done = ready
    .then(() => settleInTime(response))
    .finally(() => {
      if (pendingSignals === done) pendingSignals = undefined
    })
  pendingSignals = done
  return response
}
