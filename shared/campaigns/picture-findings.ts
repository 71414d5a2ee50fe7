import type { Picture, WantedPicture } from '../templates/picture.ts';
import { block, type Finding } from './finding.ts';

/** What stands between a message and its hosted picture; `picture` is how that stands in the carrier's own store. */
export const pictureFindings = ({ name }: WantedPicture, picture: Picture | undefined): Finding[] => {
  if (picture?.state === 'kept') return [];
  if (picture?.state === 'refused')
    return [
      block(
        'pictureRefused',
        `The carrier refused the picture ${name}: ${picture.reason ?? 'no reason given'}. Save it smaller or in another form.`,
        `발송사가 사진 ${name}을 받지 않았습니다: ${picture.reason ?? '이유 없음'}. 더 작게 저장하거나 다른 파일로 올려 주세요.`,
      ),
    ];
  return [
    block(
      'pictureNotReady',
      `The picture ${name} is not in the carrier’s store yet; it is handed over every two minutes. Save the template again if it stays so.`,
      `사진 ${name}이 아직 발송사에 올라가지 않았습니다. 2분마다 올립니다. 계속 이러면 템플릿을 다시 저장해 주세요.`,
    ),
  ];
};
