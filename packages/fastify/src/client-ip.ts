/** Undefined where the application's `trustProxy` throws: the response is none of its business. */
export function clientIp(request: { readonly ip: string }): string | undefined {
  try {
    return request.ip
  } catch {
    return undefined
  }
}
