/** Formats times relative to now, such as "2 hours ago". */

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" })
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium" })

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const format = (time: number): string => {
  const ago = Date.now() - time
  if (ago < minute) return "just now"
  if (ago < hour) return relative.format(-Math.floor(ago / minute), "minute")
  if (ago < day) return relative.format(-Math.floor(ago / hour), "hour")
  if (ago < 30 * day) return relative.format(-Math.floor(ago / day), "day")
  return date.format(time)
}

export const timeElement = (time: number): HTMLTimeElement => {
  const element = document.createElement("time")
  element.dateTime = new Date(time).toISOString()
  element.title = new Date(time).toLocaleString()
  element.textContent = format(time)
  return element
}
