export interface Report {
  readonly at: string
  readonly [fact: string]: unknown
}

/** What the program reported, in order; everything else on its standard error is left out. */
export function reportsIn(stderr: string): Report[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{"at":'))
    .map((line) => JSON.parse(line) as Report)
}

/** The last report of that kind. Throws, with the program's standard error, when there is none. */
export function reportOf(stderr: string, at: string): Report {
  const found = reportsIn(stderr).findLast((report) => report.at === at)
  if (found === undefined) throw new Error(`no report "${at}" in:\n${stderr.slice(-2000)}`)
  return found
}
