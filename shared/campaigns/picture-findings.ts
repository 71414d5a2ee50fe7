import { isHosted, type Picture } from '../templates/picture.ts';
import { block, type Finding } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/** What stands between a text and its hosted picture; `picture` is how that stands in the carrier's own store. */
export const pictureFindings = ({ template }: Pick<Snapshot, 'template'>, picture: Picture | undefined): Finding[] => {
  if (template.channel !== 'sms' || template.imageId === undefined || !isHosted(template.imageId)) return [];
  if (picture?.state === 'kept') return [];
  if (picture?.state === 'refused')
    return [
      block(
        'pictureRefused',
        `The carrier refused the picture ${template.imageId}: ${picture.reason ?? 'no reason given'}. Save it smaller or as another JPEG.`,
        `문자 회사가 사진 ${template.imageId}을 받지 않았습니다: ${picture.reason ?? '이유 없음'}. 더 작은 JPEG로 다시 올려 주세요.`,
      ),
    ];
  return [
    block(
      'pictureNotReady',
      `The picture ${template.imageId} is not in the carrier’s store yet; it is handed over every two minutes. Save the template again if it stays so.`,
      `사진 ${template.imageId}이 아직 문자 회사에 올라가지 않았습니다. 2분마다 올립니다. 계속 이러면 템플릿을 다시 저장해 주세요.`,
    ),
  ];
};
