import * as z from 'zod';
import { personalQuery } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createEraseDeps } from '../../../shared/erasure/erase-deps.ts';
import { beginErasure, carryOnErasure } from '../../../shared/erasure/erase-person.ts';
import { type Erasure, erasureSchema } from '../../../shared/erasure/erasure.ts';
import { personOf } from '../../../shared/events/person.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const bodySchema = z.strictObject({ reason: personalQuery.reason }).optional();

/** Erasure of a person, with proof. */
export const erasureRoutes = (services: Services): readonly Route[] => {
  const deps = createEraseDeps(services);
  const people = createPeople(services);

  const proofOf = async (requestId: string): Promise<Erasure> => {
    const proof = await (await deps()).erasures.find(requestId);
    if (!proof)
      throw new DangolError(
        'not_found',
        `There is no erasure ${quote(requestId)}; DELETE /v1/customers/{id} answers its id.`,
      );
    return proof;
  };

  return [
    route({
      method: 'DELETE',
      path: '/v1/customers/{id}',
      scope: 'admin',
      tag: 'customers',
      summary: 'Erase a person everywhere, for good, with a proof; 202 while it is at work',
      body: bodySchema,
      answer: erasureSchema,
      handle: async ({ params, body, key }) => {
        const erase = await deps();
        const id = params.id ?? '';
        const customer = await people.customers.get(personOf(id));
        const before = customer ? undefined : await erase.erased.find(personOf(id));
        // Erased before: the same proof, and what a crash may have left is done.
        const open =
          before === undefined
            ? await beginErasure(erase, customer ?? (await people.get(id)), {
                by: key?.name ?? '',
                reason: body?.reason,
              })
            : await erase.erasures.findOpen(before);
        if (open) await carryOnErasure(erase, open);
        const proof = await proofOf(open?.requestId ?? before ?? '');
        return { status: proof.state === 'deleting' ? 202 : 200, body: proof };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/erasures/{requestId}',
      scope: 'admin',
      tag: 'customers',
      summary: 'The proof of an erasure and how far it is: deleting, deleted, or final a day later',
      answer: erasureSchema,
      handle: async ({ params }) => ({ body: await proofOf(params.requestId ?? '') }),
    }),
  ];
};
