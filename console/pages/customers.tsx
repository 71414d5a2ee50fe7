import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type CustomerSummary, customerSummarySchema, nameOf } from '../answers/customer.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { Empty } from '../parts/states.tsx';
import { listOf, withQuery } from '../platform/api.ts';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

const customersSchema = listOf(customerSummarySchema);

const SearchBox = ({ search }: { readonly search: string }) => {
  const words = useWords();
  const { go } = useNavigation();
  const [text, setText] = useState(search);
  useEffect(() => setText(search), [search]);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    go({ page: 'customers', search: text.trim() });
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <Icon name="search" />
        <input
          type="search"
          name="search"
          aria-label={words.customers.search}
          placeholder={words.customers.search}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button small">
          {words.customers.find}
        </button>
      </form>
    </search>
  );
};

const Rows = ({ customers }: { readonly customers: readonly CustomerSummary[] }) => {
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{words.customers.name}</th>
          <th scope="col" class="roomy">
            {words.customers.contact}
          </th>
          <th scope="col">{words.customers.segment}</th>
          <th scope="col" class="figure roomy">
            {words.customers.orders}
          </th>
          <th scope="col" class="figure">
            {words.customers.revenue}
          </th>
          <th scope="col" class="figure roomy">
            {words.customers.lastOrder}
          </th>
        </tr>
      </thead>
      <tbody>
        {customers.map((customer) => (
          <tr key={customer.id}>
            <th scope="row">
              <Link to={{ page: 'customer', id: customer.id }} class="list-link">
                <span class="list-name">{nameOf(customer) ?? words.customer.anonymous}</span>
                <span class="list-id">{customer.id}</span>
              </Link>
            </th>
            <td class="roomy">{customer.contacts.email ?? customer.contacts.phone ?? ''}</td>
            <td>{customer.rfm?.segment ? names.rfm(customer.rfm.segment) : ''}</td>
            <td class="figure roomy">{customer.stats ? format.number(customer.stats.orders) : ''}</td>
            <td class="figure">{customer.stats ? format.monies(customer.stats.revenue) : ''}</td>
            <td class="figure roomy">{customer.stats?.lastOrderAt ? format.date(customer.stats.lastOrderAt) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const CustomersPage = ({ search }: { readonly search: string }) => {
  const words = useWords();
  const api = useApi();
  const load = async (cursor: string | undefined) => {
    const path = withQuery('/v1/customers', { query: search, limit: 50, cursor, personal: 'masked' });
    return (await api.get(path, customersSchema)).value;
  };
  const empty =
    search === '' ? (
      <Empty icon="customers" title={words.customers.empty}>
        {words.customers.emptyDo}
      </Empty>
    ) : (
      <Empty icon="search" title={words.customers.noneFound(search)}>
        {words.customers.noneFoundDo}
      </Empty>
    );
  return (
    <Page title={words.customers.title}>
      <SearchBox search={search} />
      <Pages name={search} load={load} empty={empty}>
        {(rows) => <Rows customers={rows} />}
      </Pages>
    </Page>
  );
};
