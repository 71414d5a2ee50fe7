import { useShop } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Preview } from './answers.ts';
import { KAKAO_WORDS } from './kakao-words.ts';

type BrandMessage = NonNullable<Preview['kakao']>;

/** Hosted pictures are shown; of one that the provider keeps only its place. */
const Picture = ({ id, wide }: { readonly id: string; readonly wide: boolean }) => {
  const words = KAKAO_WORDS[useLanguage().language];
  const shape = wide ? 'talk-picture wide' : 'talk-picture';
  return id.includes('.') ? (
    <img class={shape} src={`/i/${encodeURIComponent(id)}`} alt="" />
  ) : (
    <span class={shape}>{words.picture}</span>
  );
};

const Buttons = ({ buttons }: { readonly buttons: BrandMessage['buttons'] }) => {
  const words = KAKAO_WORDS[useLanguage().language];
  return (
    <div class="talk-buttons">
      {buttons.map((button, index) => (
        <span key={index} class={button.kind === 'channel' ? 'add' : undefined}>
          {button.kind === 'channel' ? words.addChannel : button.name}
        </span>
      ))}
    </div>
  );
};

interface KakaoPreviewProps {
  readonly text: string;
  readonly message: BrandMessage;
}

/** A Brand Message as KakaoTalk draws it, label and sender above it. */
export const KakaoPreview = ({ text, message }: KakaoPreviewProps) => {
  const words = KAKAO_WORDS[useLanguage().language];
  const { settings } = useShop();
  const { bubble, imageId, buttons, cards, moreLink } = message;
  return (
    <div class="talk">
      <small>(광고) {settings?.brand.name}</small>
      {cards.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section class="talk-cards" tabIndex={0} aria-label={words.bubbles.carousel}>
          {cards.map((card, index) => (
            <div class="talk-bubble" key={index}>
              <Picture id={card.imageId} wide={false} />
              <b>{card.title}</b>
              <p>{card.text}</p>
              <Buttons buttons={card.buttons} />
            </div>
          ))}
          {moreLink === undefined ? null : <span class="talk-more">{words.more}</span>}
        </section>
      ) : (
        <div class="talk-bubble">
          {imageId === undefined ? null : <Picture id={imageId} wide={bubble === 'wide'} />}
          <p>{text}</p>
          <Buttons buttons={buttons} />
        </div>
      )}
    </div>
  );
};
