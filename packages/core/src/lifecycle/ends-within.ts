/** True when `end` resolves within `timeoutMs`. Keeps the process alive meanwhile: whoever awaits this must get an answer. */
export async function endsWithin(end: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false)
  })
  const ended = await Promise.race([end.then(() => true), late])
  clearTimeout(timer)
  return ended
}
