import { DangolError } from '../platform/errors.ts';
import type { DefinitionStore } from '../settings/definition-store.ts';
import { contentAt, contentOf } from '../templates/block-store.ts';
import { TEMPLATE, type Template } from '../templates/template.ts';
import { builtInTemplate } from './built-in.ts';
import type { MessageRequest } from './request.ts';
import { markedAsTrial } from './trial.ts';

export interface SourceTemplate {
  readonly id: string;
  readonly version: number;
  readonly template: Template;
  /** Versions of the blocks that are written out in it. */
  readonly blocks?: Record<string, number>;
}

/** The template as it stands now. Throws `not_found`; `invalid` for an ad that is no trial of a campaign and no step of a journey. */
export const currentTemplate = async (
  definitions: DefinitionStore,
  id: string,
  trialOf: string | undefined,
  mayBeAd = false,
): Promise<SourceTemplate> => {
  const ours = builtInTemplate(id);
  if (ours) return { id, ...ours };
  const found = await definitions.get(TEMPLATE, id);
  if (!found || found.archived) {
    throw new DangolError('not_found', `There is no template "${id}"; GET /v1/templates lists those there are.`);
  }
  const { templateVersion: _version, ...content } = await contentOf(definitions, found);
  const { template } = content;
  if (template.purpose === 'ad' && trialOf === undefined && !mayBeAd) {
    const message = `The template "${id}" is an ad; ads go out by campaigns only (POST /v1/campaigns). Use a template with the purpose "info".`;
    throw new DangolError('invalid', message, {
      details: [{ path: 'templateId', message: 'must be of the purpose "info"' }],
    });
  }
  return {
    id,
    version: found.version,
    ...content,
    template: trialOf === undefined ? template : markedAsTrial(template),
  };
};

/** The version that was accepted: what runs is what was asked for (P7). */
export const acceptedTemplate = async (
  definitions: DefinitionStore,
  {
    templateId,
    templateVersion,
    blocks,
    trialOf,
  }: Pick<MessageRequest, 'templateId' | 'templateVersion' | 'blocks' | 'trialOf'>,
): Promise<Template> => {
  const ours = builtInTemplate(templateId);
  if (ours) return ours.template;
  const found = await definitions.getVersion(TEMPLATE, templateId, templateVersion);
  if (!found) throw new DangolError('internal', `Version ${templateVersion} of template "${templateId}" is gone.`);
  const { template } = await contentAt(definitions, found, blocks ?? {});
  return trialOf === undefined ? template : markedAsTrial(template);
};
