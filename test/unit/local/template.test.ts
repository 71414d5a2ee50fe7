import { describe, expect, test } from 'vitest';
import { createResolver, parseTemplate, type Resolver } from '../../../infra/local/template.ts';

/** A placeholder of Fn::Sub. */
const slot = (name: string): string => `\${${name}}`;

const template = parseTemplate({
  Parameters: { Stage: { Type: 'String', Default: 'local' }, Unset: { Type: 'String' } },
  Mappings: { Sizes: { local: { memory: 256 } } },
  Conditions: {
    IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] },
    IsCloud: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsCloud' }, { Condition: 'IsLocal' }] },
    Both: { 'Fn::And': [{ Condition: 'IsCloud' }, { Condition: 'IsLocal' }] },
  },
  Resources: {
    Orders: { Type: 'Test::Table', Properties: { Name: { 'Fn::Sub': `${slot('AWS::StackName')}-orders` } } },
    Snake: { Type: 'Test::Table', Properties: { Name: { Ref: 'Tail' } } },
    Tail: { Type: 'Test::Table', Properties: { Name: { Ref: 'Snake' } } },
  },
});

function resolver(): Resolver {
  return createResolver({
    template,
    pseudo: { 'AWS::StackName': 'Shop', 'AWS::Region': 'ap-northeast-2' },
    imports: { 'shared-topic': 'arn:topic' },
    identify: (_id, resource, current) => {
      const name = String(current.resolve(resource.Properties.Name, 'name'));
      return { ref: name, attributes: { Arn: `arn:${name}`, 'Deep.Url': `https://${name}` } };
    },
  });
}

const resolve = (value: unknown): unknown => resolver().resolve(value, 'Place (Test::Type)');

describe('intrinsic functions', () => {
  test.each([
    ['Ref of a resource', { Ref: 'Orders' }, 'Shop-orders'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'local'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'ap-northeast-2'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Orders', 'Arn'] }, 'arn:Shop-orders'],
    ['GetAtt as text, attribute with a dot', { 'Fn::GetAtt': 'Orders.Deep.Url' }, 'https://Shop-orders'],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Stage' }, 3]] }, 'a/local/3'],
    ['Join of a split list', { 'Fn::Join': ['-', { 'Fn::Split': [':', 'a:b'] }] }, 'a-b'],
    [
      'Sub with attribute, variable and literal',
      { 'Fn::Sub': [[slot('Orders.Arn'), slot('x'), slot('!kept')].join('/'), { x: { Ref: 'Stage' } }] },
      `arn:Shop-orders/local/${slot('kept')}`,
    ],
    ['Select by a textual index', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 256],
    ['If', { 'Fn::If': ['IsLocal', 'yes', 'no'] }, 'yes'],
    ['If over Not', { 'Fn::If': ['IsCloud', 'yes', 'no'] }, 'no'],
    ['If over Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['If over And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['ImportValue', { 'Fn::ImportValue': 'shared-topic' }, 'arn:topic'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['nested objects', { a: [{ b: { Ref: 'Stage' } }] }, { a: [{ b: 'local' }] }],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test('NoValue removes the property and the list item', () => {
    expect(resolve({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] })).toEqual({ b: [1] });
  });
});

describe('what cannot be resolved is named with its owner and the choices', () => {
  test.each([
    [
      'unknown resource',
      { Ref: 'Order' },
      "Place (Test::Type): cannot resolve resource 'Order'. Known: Orders, Snake, Tail.",
    ],
    [
      'unknown attribute',
      { 'Fn::GetAtt': ['Orders', 'Url'] },
      "cannot resolve attribute 'Url' of 'Orders' (Test::Table). Known: Arn, Deep.Url.",
    ],
    ['parameter without default', { Ref: 'Unset' }, "parameter 'Unset' without Default"],
    ['unknown function', { 'Fn::Cidr': [] }, "function 'Fn::Cidr'"],
    ['unknown condition', { 'Fn::If': ['Maybe', 1, 2] }, "condition 'Maybe'"],
    ['unknown mapping', { 'Fn::FindInMap': ['Sizes', 'moon', 'memory'] }, 'mapping Sizes.moon.memory'],
    ['unknown import', { 'Fn::ImportValue': 'other' }, "import 'other'"],
    ['a list where text is needed', { 'Fn::Join': ['', [['a']]] }, 'expected a string'],
    ['a circle', { Ref: 'Snake' }, "'Snake' refers to itself: Snake -> Tail."],
  ])('%s', (_name, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});
