import { useState } from 'preact/hooks';
import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { BUTTONS, type ButtonDraft, type CardDraft, type KakaoDraft, NO_BUTTON, NO_CARD } from './kakao-draft.ts';
import { KAKAO_WORDS } from './kakao-words.ts';
import { Pictures } from './pictures.tsx';
import { TEMPLATE_WORDS } from './words.ts';

const MOST_CARDS = 6;
const BUBBLES = ['text', 'image', 'wide', 'carousel'] as const;
const TARGETINGS = ['I', 'M', 'N'] as const;
const KINDS = ['link', 'app', 'channel'] as const;

interface PictureFieldProps {
  readonly value: string;
  readonly ratio: string;
  readonly change: (imageId: string) => void;
}

const PictureField = ({ value, ratio, change }: PictureFieldProps) => {
  const words = KAKAO_WORDS[useLanguage().language];
  // Read only by who opens them.
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <TextField name={words.picture} hint={`${words.pictureHint} ${ratio}`} value={value} change={change} required />
      {choosing ? (
        <Pictures
          medium="kakao"
          pick={({ id }) => {
            change(id);
            setChoosing(false);
          }}
        />
      ) : (
        <p>
          <button type="button" class="button small" onClick={() => setChoosing(true)}>
            {words.choose}
          </button>
        </p>
      )}
    </>
  );
};

interface ButtonsProps {
  readonly bubble: KakaoDraft['bubble'];
  readonly value: readonly ButtonDraft[];
  readonly change: (buttons: ButtonDraft[]) => void;
}

const Buttons = ({ bubble, value, change }: ButtonsProps) => {
  const words = KAKAO_WORDS[useLanguage().language];
  const { most, name: longest } = BUTTONS[bubble];
  // A card has links alone.
  const kinds = KINDS.filter((kind) => kind !== 'channel' || bubble !== 'carousel');
  const put = (index: number, part: Partial<ButtonDraft>) =>
    change(value.map((button, place) => (place === index ? { ...button, ...part } : button)));
  return (
    <>
      {value.map((button, index) => (
        // A row is known by its place: its name is what is being typed.
        <fieldset class="arm" key={index}>
          <legend>{words.button(index + 1)}</legend>
          <div class="pair">
            <Choice
              name={words.buttonKind(index + 1)}
              value={button.kind}
              change={(text) => put(index, { kind: kinds.find((kind) => kind === text) ?? 'link' })}
              options={kinds.map((kind) => [kind, words.buttonKinds[kind]] as const)}
            />
            {button.kind === 'channel' ? null : (
              <TextField
                name={words.buttonName(index + 1, longest)}
                value={button.name}
                change={(name) => put(index, { name: name.slice(0, longest) })}
                required
              />
            )}
          </div>
          {button.kind === 'channel' ? null : (
            <TextField
              name={words.buttonLink(index + 1)}
              value={button.link}
              change={(link) => put(index, { link })}
              required={button.kind === 'link'}
            />
          )}
          {button.kind === 'app' ? (
            <div class="pair">
              <TextField
                name={words.android(index + 1)}
                value={button.android}
                change={(android) => put(index, { android })}
              />
              <TextField name={words.ios(index + 1)} value={button.ios} change={(ios) => put(index, { ios })} />
            </div>
          ) : null}
          <button type="button" class="text-button" onClick={() => change(value.toSpliced(index, 1))}>
            {words.removeButton(index + 1)}
          </button>
        </fieldset>
      ))}
      {value.length < most ? (
        <p>
          <button type="button" class="button small" onClick={() => change([...value, NO_BUTTON])}>
            {words.addButton}
          </button>
        </p>
      ) : null}
    </>
  );
};

interface CardsProps {
  readonly value: readonly CardDraft[];
  readonly change: (cards: CardDraft[]) => void;
}

const Cards = ({ value, change }: CardsProps) => {
  const words = KAKAO_WORDS[useLanguage().language];
  const put = (index: number, part: Partial<CardDraft>) =>
    change(value.map((card, place) => (place === index ? { ...card, ...part } : card)));
  return (
    <>
      {value.map((card, index) => (
        <fieldset class="arm" key={index}>
          <legend>{words.card(index + 1)}</legend>
          <TextField name={words.cardTitle} value={card.title} change={(title) => put(index, { title })} required />
          <TextField
            name={words.cardText}
            rows={3}
            value={card.text}
            change={(text) => put(index, { text })}
            required
          />
          <PictureField
            value={card.imageId}
            ratio={words.ratios.carousel}
            change={(imageId) => put(index, { imageId })}
          />
          <TextField name={words.imageLink} value={card.imageLink} change={(imageLink) => put(index, { imageLink })} />
          <Buttons bubble="carousel" value={card.buttons} change={(buttons) => put(index, { buttons })} />
          <button type="button" class="text-button" onClick={() => change(value.toSpliced(index, 1))}>
            {words.removeCard(index + 1)}
          </button>
        </fieldset>
      ))}
      {value.length < MOST_CARDS ? (
        <p>
          <button type="button" class="button small" onClick={() => change([...value, NO_CARD])}>
            {words.addCard}
          </button>
        </p>
      ) : null}
    </>
  );
};

interface KakaoFieldsProps {
  readonly value: KakaoDraft;
  readonly text: string;
  readonly change: (value: KakaoDraft) => void;
  readonly changeText: (text: string) => void;
}

/** A Brand Message: its form, whom it is for, words, picture, buttons or cards. */
export const KakaoFields = ({ value, text, change, changeText }: KakaoFieldsProps) => {
  const { language } = useLanguage();
  const words = KAKAO_WORDS[language];
  const { bubble } = value;
  const put = (part: Partial<KakaoDraft>) => change({ ...value, ...part });
  const shape = (name: string) => {
    const next = BUBBLES.find((one) => one === name) ?? 'text';
    put({ bubble: next, cards: next === 'carousel' && value.cards.length === 0 ? [NO_CARD, NO_CARD] : value.cards });
  };
  return (
    <>
      <p class="quiet-line">{words.note}</p>
      <Choice
        name={words.bubble}
        value={bubble}
        change={shape}
        options={BUBBLES.map((one) => [one, words.bubbles[one]] as const)}
      />
      <Choice
        name={words.targeting}
        hint={words.targetingHint}
        value={value.targeting}
        change={(name) => put({ targeting: TARGETINGS.find((one) => one === name) ?? 'I' })}
        options={TARGETINGS.map((one) => [one, words.targetings[one]] as const)}
      />
      {bubble === 'carousel' ? (
        <>
          <Cards value={value.cards} change={(cards) => put({ cards })} />
          <TextField name={words.moreLink} value={value.moreLink} change={(moreLink) => put({ moreLink })} />
        </>
      ) : (
        <>
          {bubble === 'text' ? null : (
            <PictureField value={value.imageId} ratio={words.ratios[bubble]} change={(imageId) => put({ imageId })} />
          )}
          {bubble === 'image' ? (
            <TextField name={words.imageLink} value={value.imageLink} change={(imageLink) => put({ imageLink })} />
          ) : null}
          <TextField name={TEMPLATE_WORDS[language].text} rows={6} value={text} change={changeText} required />
          <Buttons bubble={bubble} value={value.buttons} change={(buttons) => put({ buttons })} />
        </>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={value.adult}
          onChange={(event) => put({ adult: event.currentTarget.checked })}
        />
        <span>{words.adult}</span>
      </label>
    </>
  );
};
