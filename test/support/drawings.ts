import { randomUUID } from 'node:crypto';
import type { TestApp, TestResponse } from './app';
import { filled, pdf } from './pdfs';

/** Uploads a drawing of one page that is like no other. */
export async function newDrawing(
  t: TestApp,
  projectIds: string | null,
  { token = t.admin, ...said }: { token?: string; supersedes?: string; revision?: string } = {},
): Promise<string> {
  const query = new URLSearchParams({
    ...said,
    ...(projectIds !== null && { project_ids: projectIds }),
    file_name: `${randomUUID()}.pdf`,
  });
  const sheet = pdf([{ entries: '/MediaBox[0 0 612 792]', content: filled([100, 92, 50, 100]) }]);
  const answer = await t.request('POST', `/drawings?${query.toString()}`, {
    body: Buffer.concat([sheet, Buffer.from(`\n%${randomUUID()}`)]),
    headers: { 'content-type': 'application/pdf' },
    token,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id as string;
}

/** Makes components of a drawing in one call. */
export async function newComponents(
  t: TestApp,
  drawing_id: string,
  components: readonly object[],
): Promise<Record<string, any>[]> {
  const answer = await t.request('POST', '/components/bulk', { body: { drawing_id, components } });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.items as Record<string, any>[];
}

/** Imports components of a drawing. */
export function importComponents(t: TestApp, drawingId: string, rows: readonly object[]): Promise<TestResponse> {
  return t.request('POST', `/drawings/${drawingId}/components/import`, {
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
}
