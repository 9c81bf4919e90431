import {
  type AnyLogger,
  openNodeRequest,
  type RequestLogging,
  type RequestScope,
  type RouteLogging,
} from '@fapilog/request'
import type { ExpressRequest, ExpressResponse } from './express-types.ts'
import { trackRoutes } from './request-accessors.ts'
import { routeTemplate } from './route-template.ts'

/** What `res.locals.fapilog` may say about the route, until the request has ended. */
interface Locals {
  readonly fapilog?: RouteLogging | undefined
}

export function openRequest<Logger extends AnyLogger>(
  logging: RequestLogging<Logger>,
  request: ExpressRequest,
  response: ExpressResponse,
): RequestScope<Logger> {
  // Before the scope: an id that somebody else gave the request is the application's choice.
  const requestId = ownId(request)
  trackRoutes(request)
  return openNodeRequest(logging, request, response, {
    url: request.originalUrl,
    clientIp: clientIp(request),
    requestId,
    onSettle: (scope) => {
      scope.setRoute(routeTemplate(request, response, scope.failed))
      scope.setRouteLogging((response.locals as Locals | undefined)?.fapilog)
    },
  })
}

interface Application {
  readonly settings?: { readonly 'trust proxy'?: unknown }
}

/** `request.ip` parses headers; where no proxy is trusted it is the address of the socket, which is at hand. */
function clientIp(request: ExpressRequest): string | undefined {
  const { app } = request as ExpressRequest & { readonly app?: Application }
  try {
    return app?.settings?.['trust proxy'] === false ? request.socket?.remoteAddress : request.ip
  } catch {
    // It asks the application which proxies it trusts.
    return undefined
  }
}

function ownId(request: object): string | number | undefined {
  try {
    const { id }: { readonly id?: unknown } = request
    return typeof id === 'string' || typeof id === 'number' ? id : undefined
  } catch {
    return undefined
  }
}
