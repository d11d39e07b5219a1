interface Waiting {
  readonly callbacks: Set<() => void>
  readonly listener: () => void
}

const everybody = new WeakMap<AbortSignal, Waiting>()

/**
 * Calls back when a signal is aborted, until what it gives is called. One listener serves all that wait for one signal,
 * since Node.js takes the eleventh for a leak.
 */
export const onAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  const waiting = everybody.get(signal) ?? listen(signal)
  waiting.callbacks.add(callback)
  return () => {
    if (!waiting.callbacks.delete(callback) || waiting.callbacks.size > 0) return
    everybody.delete(signal)
    signal.removeEventListener("abort", waiting.listener)
  }
}

const listen = (signal: AbortSignal): Waiting => {
  const callbacks = new Set<() => void>()
  const waiting = {
    callbacks,
    listener: () => {
      for (const callback of callbacks) callback()
    }
  }
  everybody.set(signal, waiting)
  signal.addEventListener("abort", waiting.listener)
  return waiting
}
