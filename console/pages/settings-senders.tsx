import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { useLanguage } from '../words/language.tsx';
import type { EditableSettings, FurtherBrand } from './settings-answer.ts';
import { SENDER_WORDS } from './settings-sender-words.ts';

interface Props {
  readonly before: EditableSettings;
  readonly draft: EditableSettings;
  readonly edit: (part: Partial<EditableSettings>) => void;
}

const FIELDS = ['email', 'replyTo', 'phone', 'address', 'optOutNumber', 'smsSender', 'kakaoChannel'] as const;
const TAGS = ['source', 'medium', 'campaign'] as const;
const MOST_BRANDS = 20;

const lines = (text: string): string[] => text.split(/[\n,]/).flatMap((line) => line.trim() || []);

/** Fields that hold something: one left empty is taken from the shop's own brand. */
const filled = ({ id, name, ...rest }: FurtherBrand): FurtherBrand => {
  const brand: Record<string, string> = {};
  for (const field of FIELDS) {
    const text = rest[field]?.trim();
    if (text) brand[field] = text;
  }
  return { id, name: name.trim(), ...brand };
};

/** The part of the settings' body that says who sends. */
export const senderBody = (draft: EditableSettings, before: EditableSettings) => {
  const { brands, sms, kakao, approval, undoMinutes, testGroup, utm } = draft;
  const { replyTo, ...own } = draft.brand;
  // One that was taken out cannot be left out of a merge: answers then go where they would anyway.
  const answersTo = replyTo.trim() || (before.brand.replyTo === '' ? '' : own.email);
  const text = (value: string | null): string | null => (value?.trim() ? value.trim() : null);
  return {
    brand: { ...own, ...(answersTo === '' ? {} : { replyTo: answersTo }) },
    brands: brands.map(filled),
    sms: {
      provider: sms.provider,
      awsSender: text(sms.awsSender),
      kakaoChannel: text(sms.kakaoChannel),
      certificate: text(sms.certificate),
    },
    kakao: { friends: kakao.friends || null, approval: text(kakao.approval) },
    ...{ approval, undoMinutes },
    testGroup: lines(testGroup.join('\n')),
    utm: { ...utm, hosts: lines(utm.hosts.join('\n')).map((host) => host.toLowerCase()) },
  };
};

const Brands = ({ before, draft, edit }: Props) => {
  const words = SENDER_WORDS[useLanguage().language];
  const { brands } = draft;
  const put = (index: number, brand: FurtherBrand) => edit({ brands: brands.with(index, brand) });
  return (
    <Card title={words.brands}>
      <p class="quiet-line">{words.brandsText}</p>
      {brands.map((brand, index) => {
        const isSaved = before.brands.some(({ id }) => id === brand.id) && brand.id !== '';
        return (
          // A row is known by its place: its id is what is being typed.
          <fieldset class="arm" key={index}>
            <legend>{brand.name || brand.id || index + 1}</legend>
            <div class="pair">
              <TextField
                name={words.fields.name}
                value={brand.name}
                change={(name) => put(index, { ...brand, name })}
                required
              />
              {isSaved ? (
                <p>
                  {words.id} <code>{brand.id}</code>
                </p>
              ) : (
                <TextField
                  name={words.id}
                  hint={words.idHint}
                  value={brand.id}
                  change={(id) => put(index, { ...brand, id: id.toLowerCase() })}
                  required
                />
              )}
              {FIELDS.map((field) => (
                <TextField
                  key={field}
                  name={words.fields[field]}
                  value={brand[field] ?? ''}
                  change={(text) => put(index, { ...brand, [field]: text })}
                />
              ))}
            </div>
            <button type="button" class="text-button" onClick={() => edit({ brands: brands.toSpliced(index, 1) })}>
              {words.remove(brand.name || brand.id || String(index + 1))}
            </button>
          </fieldset>
        );
      })}
      <button
        type="button"
        class="button"
        disabled={brands.length >= MOST_BRANDS}
        onClick={() => edit({ brands: [...brands, { id: '', name: '' }] })}
      >
        {words.add}
      </button>
    </Card>
  );
};

const Texts = ({ draft, edit }: Props) => {
  const words = SENDER_WORDS[useLanguage().language];
  const { sms, kakao } = draft;
  const put = (part: Partial<typeof sms>) => edit({ sms: { ...sms, ...part } });
  const carrier = sms.provider.KR ?? 'aws';
  return (
    <Card title={words.texts}>
      <div class="pair">
        <Choice
          name={words.carrier}
          value={carrier}
          change={(KR) => put({ provider: { ...sms.provider, KR } })}
          options={Object.entries(words.carriers)}
        />
        <TextField
          name={words.awsSender}
          hint={words.awsSenderHint}
          value={sms.awsSender ?? ''}
          change={(awsSender) => put({ awsSender })}
        />
      </div>
      {carrier === 'solapi' ? (
        <TextField
          name={words.certificate}
          hint={words.certificateHint}
          value={sms.certificate ?? ''}
          change={(certificate) => put({ certificate })}
        />
      ) : null}
      <div class="pair">
        <TextField
          name={words.kakao}
          hint={words.kakaoHint}
          value={sms.kakaoChannel ?? ''}
          change={(kakaoChannel) => put({ kakaoChannel })}
        />
        <TextField
          name={words.kakaoApproval}
          hint={words.kakaoApprovalHint}
          value={kakao.approval ?? ''}
          change={(approval) => edit({ kakao: { ...kakao, approval } })}
        />
      </div>
      <NumberField
        name={words.kakaoFriends}
        value={String(kakao.friends ?? 0)}
        min={0}
        max={100_000_000}
        change={(text) => edit({ kakao: { ...kakao, friends: Number(text) } })}
      />
    </Card>
  );
};

const Campaigns = ({ draft, edit }: Props) => {
  const words = SENDER_WORDS[useLanguage().language];
  const { approval, undoMinutes, testGroup, utm } = draft;
  return (
    <Card title={words.campaigns}>
      <div class="pair">
        <Choice
          name={words.approval}
          value={approval}
          change={(value) => edit({ approval: value === 'another' ? 'another' : 'none' })}
          options={Object.entries(words.approvals)}
        />
        <NumberField
          name={words.undo}
          hint={words.undoHint}
          min={0}
          max={60}
          value={String(undoMinutes)}
          change={(text) => edit({ undoMinutes: Number(text) })}
        />
      </div>
      <TextField
        name={words.testGroup}
        rows={2}
        value={testGroup.join('\n')}
        change={(text) => edit({ testGroup: text.split('\n') })}
      />
      <TextField
        name={words.hosts}
        hint={words.hostsHint}
        rows={2}
        value={utm.hosts.join('\n')}
        change={(text) => edit({ utm: { ...utm, hosts: text.split('\n') } })}
      />
      <div class="pair">
        {TAGS.map((tag) => (
          <TextField
            key={tag}
            name={words.tags[tag]}
            hint={tag === 'source' ? undefined : words.tagHint}
            value={utm[tag]}
            change={(text) => edit({ utm: { ...utm, [tag]: text } })}
            required
          />
        ))}
      </div>
    </Card>
  );
};

/** Who sends: further brands, the carrier of texts, and how campaigns of this shop go out. */
export const SenderParts = (props: Props) => (
  <>
    <Brands {...props} />
    <Texts {...props} />
    <Campaigns {...props} />
  </>
);
