import { describe, expect, it } from 'vitest';
import { DangolError } from '../../../shared/platform/errors.ts';
import { checkTemplate } from '../../../shared/templates/check-template.ts';
import { textOfHtml } from '../../../shared/templates/html-text.ts';
import { withoutSource } from '../../../shared/templates/languages.ts';
import { compileMjml, withCompiledMjml } from '../../../shared/templates/mjml.ts';

const page = (inner: string) =>
  `<mjml>\n<mj-body>\n<mj-section>\n<mj-column>\n${inner}\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>`;
const faultsOf = async (source: string): Promise<readonly string[]> => {
  const result = await compileMjml(source, 'ko');
  return 'faults' in result ? result.faults : [];
};

describe('MJML', () => {
  it('compiles to HTML in the template’s language, with its Liquid as it was and nothing fetched from strangers', async () => {
    const inner = `<mj-text>{{ customer.traits.name | josa: '은/는' }} {% if customer.computed.orders < 2 %}<b>처음</b>{% endif %}</mj-text>
      <mj-raw>{% for i in (1..3) %}</mj-raw><mj-text>{{ i }}</mj-text><mj-raw>{% endfor %}</mj-raw>
      <mj-button href="https://shop.example.com/?a=1&amp;b={{ customer.id }}">보러 가기</mj-button>`;
    const body = await withCompiledMjml({
      ...{ name: 'T', channel: 'email', purpose: 'ad', subject: '새 머그' },
      ...{ mjml: page(inner), languages: { ja: { subject: 'こ', mjml: page('<mj-text>こ</mj-text>') } } },
    });
    const template = checkTemplate(body);
    if (template.channel !== 'email') throw new Error('not an e-mail');
    expect(template.html).toContain("{{ customer.traits.name | josa: '은/는' }} {% if customer.computed.orders < 2 %}");
    expect(template.html).toContain('lang="ko"');
    expect(template.languages?.ja?.html).toContain('lang="ja"');
    expect(template.html).not.toMatch(/fonts\.googleapis|@import|<script/);
    expect(template.mjml).toBe(page(inner));
    const frozen = withoutSource(template);
    expect(JSON.stringify(frozen)).not.toContain('<mj');
    expect(frozen).toMatchObject({ html: template.html, languages: { ja: { html: template.languages?.ja?.html } } });
  });

  it('says in which line what is wrong', async () => {
    expect(await faultsOf(page('<mj-foo />'))).toEqual([expect.stringMatching(/^line 5: Element mj-foo/)]);
    expect(await faultsOf(page('<mj-text>a</mj-text>\n<mj-image srcx="a" />'))).toEqual([
      expect.stringMatching(/^line 6: Attribute srcx is illegal/),
    ]);
    expect(await faultsOf('<p>no MJML</p>')).toEqual([expect.stringMatching(/Malformed MJML/)]);
    expect(await faultsOf('')).toHaveLength(1);
    await expect(withCompiledMjml({ languages: { en: { mjml: page('<mj-foo />') } } })).rejects.toThrow(DangolError);
    await expect(withCompiledMjml({ languages: { en: { mjml: page('<mj-foo />') } } })).rejects.toThrow(
      /languages\.en\.mjml: line 5/,
    );
  });

  it.each([
    '<mj-include path="/etc/passwd" type="html" />',
    '<MJ-INCLUDE path="./secret.mjml"/>',
    '<mj-raw><mj-include path="x" /></mj-raw>',
  ])('reads no file: %s is refused', async (inner) => {
    expect(await faultsOf(page(inner))).toEqual([expect.stringMatching(/^line 5: mj-include reads files/)]);
  });

  it('of a hostile size or depth is refused', async () => {
    expect(await faultsOf(page('x'.repeat(100_001)))).toEqual([expect.stringMatching(/at most 100000/)]);
    const deep = page(`${'<mj-wrapper>'.repeat(3_000)}${'</mj-wrapper>'.repeat(3_000)}`);
    expect((await faultsOf(deep)).length).toBeGreaterThan(0);
  });

  it('that is no text is left to the check of the template', async () => {
    const body = { name: 'T', channel: 'email', purpose: 'ad', subject: 's', html: '<p>a</p>', mjml: 5 };
    expect(await withCompiledMjml(body)).toEqual(body);
    expect(() => checkTemplate(body)).toThrow(/mjml/);
  });
});

describe('the text part', () => {
  it.each([
    ['<p>안녕</p><p>하세요</p>', '안녕\n\n하세요'],
    ['<p>a<br>b</p>', 'a\nb'],
    ['<ul><li>머그</li><li><p>컵</p></li></ul>', '- 머그\n- 컵'],
    ['<ol><li>하나<li>둘</ol>', '1. 하나\n2. 둘'],
    [
      '<table><tr><th>상품</th><th>값</th></tr><tr><td>머그</td><td>24,000원</td></tr></table>',
      '상품 | 값\n머그 | 24,000원',
    ],
    ['<table role="presentation"><tr><td><p>왼쪽</p></td><td></td></tr></table>', '왼쪽'],
    ['<a href="https://a.example/x">보러 가기</a>', '보러 가기 (https://a.example/x)'],
    ['<a href="https://a.example/x">https://a.example/x</a>', 'https://a.example/x'],
    ['<a href="https://a.example/x"><img src="i" alt="새 머그"></a>', '새 머그 (https://a.example/x)'],
    ['<a href="https://a.example/x"><img src="i"></a>', 'https://a.example/x'],
    [
      '<a href="mailto:a@b.example">a@b.example</a> <a href="tel:021234">전화</a> <a href="#top">위</a>',
      'a@b.example 전화 (021234) 위',
    ],
    ['<div style="display: none">미리보기&zwnj;&nbsp;</div><p>a&nbsp;&nbsp;b</p>', 'a b'],
    ['<pre>a\n  b</pre>', 'a\nb'],
    ['<h1>제목</h1>글<hr><blockquote>인용</blockquote>', '제목\n\n글\n\n---\n\n인용'],
    ['<style>p{}</style><script>x</script><title>t</title><!-- c -->글', '글'],
    ['<!--[if mso]><p>outlook</p><![endif]-->글', '글'],
    ['', ''],
  ])('of %s', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('of a mail laid out by MJML reads as it looks', async () => {
    const result = await compileMjml(
      page(
        '<mj-text>첫째 줄</mj-text><mj-button href="https://a.example/x">보러 가기</mj-button><mj-table><tr><td>머그</td><td>1개</td></tr></mj-table>',
      ),
      'ko',
    );
    expect('html' in result ? textOfHtml(result.html) : '').toBe(
      '첫째 줄\n\n보러 가기 (https://a.example/x)\n\n머그 | 1개',
    );
  });
});
