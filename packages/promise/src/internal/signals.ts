interface Subscription {
  readonly callbacks: Set<() => void>
  readonly listener: () => void
}

const subscriptions = new WeakMap<AbortSignal, Subscription>()

/**
 * Calls `callback` when the signal is aborted; the returned function unsubscribes it. All callbacks of a signal share
 * one listener, because Node.js warns of a leak at the eleventh. Throws if the signal does not accept the listener.
 */
export const onAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  const subscription = subscriptions.get(signal) ?? listen(signal)
  subscription.callbacks.add(callback)
  return () => {
    if (!subscription.callbacks.delete(callback) || subscription.callbacks.size > 0) return
    subscriptions.delete(signal)
    try {
      signal.removeEventListener("abort", subscription.listener)
    } catch {}
  }
}

const listen = (signal: AbortSignal): Subscription => {
  const callbacks = new Set<() => void>()
  const subscription = {
    callbacks,
    listener: () => {
      for (const callback of callbacks) callback()
    }
  }
  signal.addEventListener("abort", subscription.listener)
  subscriptions.set(signal, subscription)
  return subscription
}
