/** Formats times, durations and faults. */
import type { Fault } from "../../control/faults.js"

export const format = () => {
  const pad = (value: number): string => String(value).padStart(2, "0")

  const time = (at: number): string => {
    const date = new Date(at)
    return [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":")
  }

  const day = (at: number): string => {
    const date = new Date(at)
    return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(pad).join("-")
  }

  /** A remaining duration, to the second. */
  const remaining = (milliseconds: number): string => {
    const seconds = Math.ceil(milliseconds / 1000)
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    if (hours >= 48) return `${Math.floor(hours / 24)} days`
    if (hours >= 1) return `${hours}:${pad(minutes % 60)}:${pad(seconds % 60)}`
    return `${minutes}:${pad(seconds % 60)}`
  }

  /** A duration in its largest units. */
  const span = (milliseconds: number): string => {
    const units: ReadonlyArray<readonly [string, number]> = [
      ["d", 86_400_000],
      ["h", 3_600_000],
      ["min", 60_000],
      ["s", 1000]
    ]
    let rest = milliseconds
    const shown = units.flatMap(([unit, size]) => {
      const count = Math.floor(rest / size)
      rest -= count * size
      return count === 0 ? [] : [`${count} ${unit}`]
    })
    return shown.length === 0 ? `${milliseconds} ms` : shown.join(" ")
  }

  const fault = (input: Fault): string => {
    switch (input.kind) {
      case "latency":
        return `Delay by ${input.milliseconds < 1000 ? `${input.milliseconds} ms` : span(input.milliseconds)}`
      case "stall":
        return input.where === "headers" ? "Never respond" : "Stall in the middle of the body"
      case "status":
        return `Respond with ${input.status}${input.retryAfter === undefined ? "" : ` and Retry-After: ${input.retryAfter}`}`
      case "drop":
        return input.when === "before"
          ? "Close the connection before processing"
          : "Close the connection after processing"
      case "truncate":
        return "Truncate the response"
      case "malform":
        return "Respond with invalid JSON"
    }
  }

  return {
    /** The time, with the date when it is not the emulator's current date. */
    moment: (at: number, now: number): string => (day(at) === day(now) ? time(at) : `${day(at)} ${time(at)}`),
    time,
    remaining,
    span,
    fault,
    duration: (milliseconds: number): string => {
      if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
      return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
    },
    plural: (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
  }
}
