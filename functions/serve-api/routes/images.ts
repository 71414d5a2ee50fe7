import * as z from 'zod';
import { listOf, pageQuery } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import type { Definition } from '../../../shared/settings/definition-store.ts';
import { BLOCK } from '../../../shared/templates/block.ts';
import { IMAGE, imageOf } from '../../../shared/templates/image.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import type { Services } from '../services.ts';

const storedSchema = z.object({
  title: z.string(),
  type: z.string(),
  bytes: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  fits: z.object({ email: z.boolean(), mms: z.boolean(), kakao: z.boolean() }),
});
const viewSchema = storedSchema.extend({ id: z.string(), url: z.string(), createdAt: z.string() });

const bodySchema = z.strictObject({
  title: z.string().max(200).default(''),
  data: z.base64({ error: 'must be the bytes in base64' }).min(1),
});

/** Pictures of messages: uploaded once, hosted under the hash of their bytes. */
export const imageRoutes = ({ environment, definitions, imageFiles }: Services): readonly Route[] => {
  const view = ({ id, createdAt, body }: Definition) => ({
    id,
    url: `${environment.PUBLIC_URL}/i/${id}`,
    createdAt,
    ...storedSchema.parse(body),
  });

  const users = async (id: string): Promise<string[]> => {
    const all = await Promise.all([TEMPLATE, BLOCK].map((kind) => definitions.listAll(kind)));
    return all
      .flat()
      .flatMap(({ id: user, body, archived }) => (!archived && JSON.stringify(body).includes(id) ? [user] : []));
  };

  return [
    route({
      method: 'GET',
      path: '/v1/images',
      scope: 'read',
      tag: 'templates',
      summary: 'Pictures that are hosted',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const page = await definitions.list(IMAGE, query.limit, query.cursor);
        const data = page.definitions.filter(({ archived }) => !archived).map(view);
        return { body: { data, nextCursor: page.next ?? null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/images',
      scope: 'author',
      tag: 'templates',
      summary: 'Host a JPEG, PNG or GIF up to 1 MB; the same bytes are one image',
      body: bodySchema,
      answer: viewSchema,
      handle: async ({ body: { title, data }, key }) => {
        const bytes = Buffer.from(data, 'base64');
        const image = imageOf(bytes);
        if ('fault' in image) {
          throw new DangolError('invalid', `The image ${image.fault}.`, {
            details: [{ path: 'data', message: image.fault }],
          });
        }
        const { name, ...rest } = image;
        const known = await definitions.get(IMAGE, name);
        // Bytes first: what is listed can be shown.
        await imageFiles.put(name, image.type, bytes);
        if (known && !known.archived) return { body: view(known) };
        const saved = await definitions.save(
          IMAGE,
          name,
          { title, ...rest },
          {
            ...{ expected: known?.version ?? 0, by: key?.name },
          },
        );
        return { status: 201, body: view(saved) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/images/{id}',
      scope: 'author',
      tag: 'templates',
      summary: 'Take an image off the web, where no template or block shows it; sent mails then show a gap',
      handle: async ({ params, key }) => {
        const id = params.id ?? '';
        const found = await definitions.get(IMAGE, id);
        if (!found)
          throw new DangolError('not_found', `There is no image "${id}"; GET /v1/images lists those there are.`);
        const [user] = await users(id);
        if (user !== undefined)
          throw new DangolError('conflict', `The image "${id}" stands in "${user}"; take it out there first.`);
        await definitions.save(IMAGE, id, found.body, {
          ...{ expected: found.version, archived: true, by: key?.name },
        });
        await imageFiles.remove(id);
        return {};
      },
    }),
  ];
};
