import { useState } from 'preact/hooks';
import * as z from 'zod';
import type { Today } from '../answers/reports.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { Link } from '../platform/router.tsx';
import type { Route } from '../platform/routes.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, useWords } from '../words/language.tsx';

type Decision = Today['decisions'][number];

/** What stands in red rather than waits: shown only while it is so. */
const WARNINGS = new Set(['runFailed', 'runMissing', 'adsPaused', 'dataQuality', 'sign', 'couponsLow']);

interface Waiting {
  readonly icon: IconName;
  readonly text: string;
  readonly to: Route | undefined;
  /** Channel whose ads stand still. */
  readonly held?: string;
}

const useWaiting = () => {
  const { words, language } = useLanguage();
  const format = useFormat();
  return (decision: Decision): Waiting => {
    const name = decision.name ?? decision.id ?? '';
    const says = decision.says?.[language] ?? decision.message ?? '';
    const to: Route | undefined = decision.id ? { page: 'campaign', id: decision.id } : undefined;
    switch (decision.kind) {
      case 'runFailed':
        return { icon: 'alert', text: words.today.runFailed(format.dateTime(decision.at ?? '')), to: undefined };
      case 'runMissing':
        return { icon: 'alert', text: words.today.runMissing(format.dateTime(decision.at ?? '')), to: undefined };
      case 'campaignPaused':
        return { icon: 'pause', text: says === '' ? words.today.paused(name) : words.today.pausedFor(name, says), to };
      case 'campaignWinner':
        return { icon: 'results', text: words.today.winner(name, says), to };
      case 'campaignApproval':
        return { icon: 'draft', text: words.today.approval(name), to };
      case 'campaignDraft':
        return { icon: 'draft', text: words.today.draft(name), to };
      case 'adsPaused':
        return { icon: 'pause', text: says, to: undefined, held: name };
      case 'couponsLow':
        return { icon: 'alert', text: says, to: { page: 'coupons' } };
      case 'dataQuality':
        return { icon: 'alert', text: words.today.dataQuality(says, decision.more ?? 0), to: { page: 'readiness' } };
      case 'sign':
        return { icon: 'results', text: words.today.sign(says, decision.more ?? 0), to: { page: 'figures' } };
      default:
        return { icon: 'alert', text: decision.message ?? `${decision.kind} ${name}`, to };
    }
  };
};

/** People and money that hang on a decision, in one line. */
const useMoney = () => {
  const words = useWords();
  const format = useFormat();
  return ({ kind, people, cost, gain }: Decision): string | undefined => {
    if (typeof people !== 'number' || !cost) return undefined;
    const isDraft = kind === 'campaignDraft' || kind === 'campaignApproval';
    const about = (isDraft ? words.today.atMost : words.today.left)(words.common.people(people), format.money(cost));
    return gain ? `${about} · ${words.today.gain(format.money(gain))}` : about;
  };
};

/** Lets the ads of a channel go out again. */
const ResumeAds = ({ channel, done }: { readonly channel: string; readonly done: () => void }) => {
  const words = useWords();
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const resume = async () => {
    await api.change(`/v1/pauses/${channel}/resume`, z.unknown(), { method: 'POST', body: {} });
    done();
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        {words.today.adsResume}
      </button>
      {asking ? (
        <Confirm
          title={words.today.adsResumeAsk}
          text={words.today.adsResumeText}
          action={words.today.adsResume}
          run={resume}
          close={() => setAsking(false)}
        />
      ) : null}
    </>
  );
};

interface LinesProps {
  readonly decisions: readonly Decision[];
  readonly reload: () => void;
}

const Lines = ({ decisions, reload }: LinesProps) => {
  const words = useWords();
  const waiting = useWaiting();
  const money = useMoney();
  return (
    <ul class="decisions">
      {decisions.map((decision) => {
        const { icon, text, to, held } = waiting(decision);
        const about = money(decision);
        return (
          <li key={`${decision.kind} ${decision.id ?? decision.name ?? ''}`}>
            <Icon name={icon} />
            <span>
              {text}
              {about === undefined ? null : <small class="decision-money">{about}</small>}
            </span>
            {to ? (
              <Link to={to} class="button small" label={`${words.today.open}: ${decision.name ?? text}`}>
                {words.today.open}
              </Link>
            ) : null}
            {held ? <ResumeAds channel={held} done={reload} /> : null}
          </li>
        );
      })}
    </ul>
  );
};

/** Warnings while they are lit, and what waits for somebody's word with the money that hangs on it. */
export const Decisions = ({ decisions, reload }: LinesProps) => {
  const words = useWords();
  const lit = decisions.filter(({ kind }) => WARNINGS.has(kind));
  const open = decisions.filter(({ kind }) => !WARNINGS.has(kind));
  return (
    <>
      {lit.length === 0 ? null : (
        <Card title={words.today.warnings} class="lit">
          <Lines decisions={lit} reload={reload} />
        </Card>
      )}
      <Card title={words.today.decisions}>
        {open.length === 0 ? <p class="quiet-line">{words.today.nothing}</p> : null}
        <Lines decisions={open} reload={reload} />
      </Card>
    </>
  );
};
