import { churnFlagName, isChurnFlag } from '../../shared/scoring/churn-flag.ts';
import { builtInSegment } from '../../shared/segments/built-in.ts';
import { useLanguage } from '../words/language.tsx';
import { useShop } from './shop.tsx';

/** Names of segments and scores as everywhere else in the product; one that somebody wrote has its own name. */
export const useNames = () => {
  const { language } = useLanguage();
  const { segmentNames } = useShop();
  const segment = (id: string, own?: string | null): string =>
    builtInSegment(id)?.name[language] ?? own ?? segmentNames.get(id) ?? id;
  const rfm = (code: string): string => builtInSegment(`rfm:${code}`)?.name[language] ?? code;
  const churn = (flag: string): string => (isChurnFlag(flag) ? churnFlagName(flag, language) : flag);
  return { segment, rfm, churn };
};
