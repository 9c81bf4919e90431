export type FormatTime = (timestamp: string) => string

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** `HH:MM:SS.mmm`; dashes for what is no timestamp. The result never begins with a space: a record line starts here. */
export function timeFormatter(zone: 'local' | 'utc'): FormatTime {
  return (timestamp) => {
    const time = new Date(timestamp)
    if (Number.isNaN(time.getTime())) return '--:--:--.---'
    if (zone === 'utc') return time.toISOString().slice(-13, -1)
    const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
      .map((part) => pad(part, 2))
      .join(':')
    return `${clock}.${pad(time.getMilliseconds(), 3)}`
  }
}
