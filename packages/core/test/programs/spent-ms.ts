/**
 * A clock that stands still while others have the processor, where Node can tell (from 23.9 on): what a test says about
 * the work of a thread holds on a busy machine too.
 */
export function spentMs(): number {
  if (!('threadCpuUsage' in process)) return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
