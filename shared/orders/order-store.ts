import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { type Order, orderSchema } from './order.ts';
import type { OrderFigures } from './order-fold.ts';

export const createOrderStore = (dynamo: Dynamo, table: string) => {
  /** All orders of a customer by strong reads, in order of orderId; some may not be placed yet. */
  const ordersOf = async (customerId: string): Promise<Order[]> => {
    const orders: Order[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :customerId',
      ExpressionAttributeValues: { ':customerId': customerId },
    })) {
      orders.push(orderSchema.parse(item));
    }
    return orders;
  };

  /** One order by a strong read; it may not be placed yet. */
  const find = async (customerId: string, orderId: string): Promise<Order | undefined> => {
    const Key = { customerId, orderId };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item ? orderSchema.parse(Item) : undefined;
  };

  /**
   * Writes the fold of an order if it still stands at `version` (0: does not exist); its attribution stays as it is.
   * Returns false if somebody else was faster: read again.
   */
  const putFold = async (
    key: Pick<Order, 'customerId' | 'orderId'>,
    version: number,
    figures: OrderFigures,
    entries: string,
  ): Promise<boolean> => {
    const { placedAt, imported, ...money } = figures;
    const optional = { placedAt, imported };
    const present = Object.entries(optional).filter(([, value]) => value !== undefined);
    const absent = Object.entries(optional).filter(([, value]) => value === undefined);
    const remove = version === 0 || absent.length === 0 ? '' : ` REMOVE ${absent.map(([name]) => name).join(', ')}`;
    const assigned = present.map(([name]) => `, ${name} = :${name}`).join('');
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { customerId: key.customerId, orderId: key.orderId },
          UpdateExpression: `SET version = :new, currency = :currency, gross = :gross, refunded = :refunded, net = :net, entries = :entries${assigned}${remove}`,
          ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :old',
          ExpressionAttributeValues: {
            ':new': version + 1,
            ...(version === 0 ? {} : { ':old': version }),
            ':currency': money.currency,
            ':gross': money.gross,
            ':refunded': money.refunded,
            ':net': money.net,
            ':entries': entries,
            ...Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const unlessChanged = async (command: DeleteCommand | UpdateCommand): Promise<boolean> => {
    try {
      await (command instanceof DeleteCommand ? dynamo.send(command) : dynamo.send(command));
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  /** Takes away an order that has moved to another customer, if it is still as it was read. */
  const remove = ({ customerId, orderId, version }: Pick<Order, 'customerId' | 'orderId' | 'version'>) =>
    unlessChanged(
      new DeleteCommand({
        TableName: table,
        Key: { customerId, orderId },
        ConditionExpression: 'version = :old',
        ExpressionAttributeValues: { ':old': version },
      }),
    );

  /** Lets the stream of orders tell that the customer's ids are no longer what they were; no version, no figure changes. */
  const announce = ({ customerId, orderId }: Pick<Order, 'customerId' | 'orderId'>, joined: string) =>
    unlessChanged(
      new UpdateCommand({
        TableName: table,
        Key: { customerId, orderId },
        UpdateExpression: 'SET joined = :joined',
        ConditionExpression: 'attribute_exists(version)',
        ExpressionAttributeValues: { ':joined': joined },
      }),
    );

  return { ordersOf, find, putFold, remove, announce };
};

export type OrderStore = ReturnType<typeof createOrderStore>;
