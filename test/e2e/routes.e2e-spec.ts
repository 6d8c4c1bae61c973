import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { INTERCEPTORS_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AtomicInterceptor } from '../../src/http/atomic.interceptor';
import { PERMISSION, PUBLIC } from '../../src/http/metadata';
import { queryKeysOf } from '../../src/http/query-keys';
import { startApp, type TestApp } from '../support/app';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD'];

/** Whoever adds a public address adds it here, and so thinks twice. */
const PUBLIC_ROUTES = [
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /problems/{code}',
  // By its signature alone.
  'GET /api/v1/export-jobs/{id}/download',
  'POST /api/v1/auth/login',
];

/** Writes whose handler is no single transaction, beside those that take a file: a file is read before any begins. */
const NOT_ATOMIC: Readonly<Record<string, string>> = {
  'POST /api/v1/auth/login': 'Signing in only reads, and comparing passwords takes too long for a transaction.',
  'POST /api/v1/saved-searches/{id}/run': 'It only reads: it lists what a search finds.',
};

interface Route {
  /** As in the document: `GET /api/v1/projects/{id}`. */
  name: string;
  method: string;
  path: string;
  handler: object;
  permission: string | undefined;
  isPublic: boolean;
  queryKeys: string[];
}

describe('routes', () => {
  let t: TestApp;
  let routes: Route[];
  let document: Record<string, any>;

  beforeAll(async () => {
    t = await startApp();
    routes = routesOf(t);
    document = JSON.parse(readFileSync('openapi.json', 'utf8'));
  });
  afterAll(() => t.close());

  const operationOf = (route: Route) => document.paths[route.path]?.[route.method.toLowerCase()];

  it('are found', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });

  it('are public by name only', () => {
    const found = routes.filter(({ isPublic }) => isPublic).map(({ name }) => name);
    expect({
      remedy: 'if everybody shall call it, enter it in PUBLIC_ROUTES of this file; else @RequirePermission(…)',
      found: found.sort(),
    }).toEqual({ remedy: expect.anything(), found: [...PUBLIC_ROUTES].sort() });
  });

  it('declare a permission where they are not public, and never both', () => {
    const wrong = routes.filter(({ isPublic, permission }) => isPublic === (permission !== undefined));
    expect({
      remedy: 'one of @RequirePermission(…) and @Public() on the handler (access/decorators.ts)',
      wrong: wrong.map(({ name }) => name),
    }).toEqual({ remedy: expect.anything(), wrong: [] });
  });

  it('write in one transaction', () => {
    const wrong = routes.filter((route) => {
      const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, route.handler) ?? []) as unknown[];
      const body = Object.keys(operationOf(route).requestBody?.content ?? { 'application/json': {} });
      const isApart = route.name in NOT_ATOMIC || !body.includes('application/json');
      return route.method !== 'GET' && interceptors.includes(AtomicInterceptor) === isApart;
    });
    expect({
      remedy:
        '@Atomic() on the handler (http/handlers.ts), or a line with the reason in NOT_ATOMIC of this file; not both',
      wrong: wrong.map(({ name }) => name),
    }).toEqual({ remedy: expect.anything(), wrong: [] });
    expect(Object.keys(NOT_ATOMIC).filter((name) => !routes.some((route) => route.name === name))).toEqual([]);
  });

  it('stand in the document with their permission, and nothing else stands there', () => {
    const documented = Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation['x-permission']]),
    );
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(routes.map(({ name, isPublic, permission }) => [name, isPublic ? 'public' : permission])),
    );
  });

  it('document the query parameters that they take, and take those that they document', () => {
    for (const route of routes) {
      const parameters: { in: string; name: string }[] = operationOf(route).parameters ?? [];
      const documented = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      expect([route.name, documented.sort()]).toEqual([route.name, route.queryKeys.sort()]);
    }
  });

  it('ask for no parameter and no body that may be left out', () => {
    const asked = routes.flatMap((route) => {
      const { parameters = [], requestBody } = operationOf(route);
      const required = parameters.filter((one: any) => one.in !== 'path' && one.required === true);
      const body = route.name.endsWith('/restore') && requestBody.required === true ? ['body'] : [];
      return [...required.map((one: any) => one.name), ...body].map((name) => `${route.name} ${String(name)}`);
    });
    expect(asked).toEqual([]);
  });

  it('document every part of their path', () => {
    for (const route of routes) {
      const parameters: { in: string; name: string; required?: boolean }[] = operationOf(route).parameters ?? [];
      const documented = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      const parts = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([route.name, documented]).toEqual([route.name, parts]);
    }
  });

  it('refuse a parameter that they do not know, item routes included', async () => {
    for (const { method, path, name } of routes) {
      const address = path.replaceAll(/\{(\w+)\}/g, () => randomUUID());
      const below = address.startsWith('/api/v1') ? address.slice('/api/v1'.length) : address.slice(1);
      const { status, body } = await t.request(method, `${below}?colour=red`, method === 'GET' ? {} : typed(path));
      expect([name, status, body.code]).toEqual([name, 400, 'unknown_parameter']);
    }
  });

  it('ask for a token before anything else', async () => {
    for (const { method, path, name, isPublic } of routes) {
      if (isPublic) continue;
      const address = path.replaceAll(/\{(\w+)\}/g, 'x').slice('/api/v1'.length);
      const { status, body, headers } = await t.request(method, `${address}?colour=red`, { token: null });
      expect([name, status, body.code]).toEqual([name, 401, 'unauthenticated']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('have names of their own for the generated client', () => {
    const ids = routes.map((route) => operationOf(route).operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const route of routes)
      expect([route.name, operationOf(route).summary]).toEqual([route.name, expect.any(String)]);
  });
});

/** A body of the media type that the route takes. */
function typed(path: string): { body: string; headers: Record<string, string> } {
  if (path.endsWith('/import')) return { body: 'name\n', headers: { 'content-type': 'text/csv' } };
  if (path.endsWith('.yaml')) return { body: '[]\n', headers: { 'content-type': 'application/yaml' } };
  if (path.endsWith('/drawings')) return { body: '%PDF-1.7\n', headers: { 'content-type': 'application/pdf' } };
  if (path.endsWith('/kiss') || path.endsWith('/reconcile'))
    return { body: 'KISS,1.1\n', headers: { 'content-type': 'text/plain' } };
  if (path.endsWith('/addresses')) return { body: '\n', headers: { 'content-type': 'text/plain' } };
  return { body: '{}', headers: { 'content-type': 'application/json' } };
}

function routesOf(t: TestApp): Route[] {
  const routes: Route[] = [];
  for (const module of t.app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as Type;
      const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');
      const prototype = controller.prototype as Record<string, object>;
      for (const key of Object.getOwnPropertyNames(prototype)) {
        const handler = Object.getOwnPropertyDescriptor(prototype, key)?.value as object;
        const verb = Reflect.getMetadata(METHOD_METADATA, handler) as number | undefined;
        if (verb === undefined) continue;
        const own = [Reflect.getMetadata(PATH_METADATA, handler) as string].flat();
        for (const part of own) {
          const below = `/${base}/${part}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '');
          const path = (/^\/(health|metrics|problems)\b/.test(below) ? below : `/api/v1${below}`).replaceAll(
            /:(\w+)/g,
            '{$1}',
          );
          routes.push({
            name: `${METHODS[verb] ?? ''} ${path}`,
            method: METHODS[verb] ?? '',
            path,
            handler,
            permission: Reflect.getMetadata(PERMISSION, handler) as string | undefined,
            isPublic: Reflect.getMetadata(PUBLIC, handler) !== undefined,
            queryKeys: [...queryKeysOf(controller, key)],
          });
        }
      }
    }
  return routes;
}
