import { Guard } from '../parts/guard.tsx';
import { Later, LaterWith } from '../parts/later.tsx';
import { useNavigation } from '../platform/router.tsx';
import { addressOf, type Route } from '../platform/routes.ts';
import { CampaignsPage } from './campaigns.tsx';
import { ComputedPage } from './computed.tsx';
import { CustomerPage } from './customer.tsx';
import { CustomersPage } from './customers.tsx';
import { FiguresPage } from './figures.tsx';
import { ImportPage } from './import.tsx';
import { ReadinessPage } from './readiness.tsx';
import { ResultsPage } from './results.tsx';
import { SegmentsPage } from './segments.tsx';
import { TodayPage } from './today.tsx';
import { UnknownPage } from './unknown.tsx';

const couponsPage = () => import('../coupons/coupons-page.tsx').then(({ CouponsPage }) => CouponsPage);
const productsPage = () => import('../products/products-page.tsx').then(({ ProductsPage }) => ProductsPage);
const tasksPage = () => import('../tasks/tasks-page.tsx').then(({ TasksPage }) => TasksPage);
const duplicatesPage = () => import('./duplicates.tsx').then(({ DuplicatesPage }) => DuplicatesPage);
const templatePage = () => import('../templates/template-page.tsx').then(({ TemplatePage }) => TemplatePage);
const templatesPage = () => import('../templates/templates-page.tsx').then(({ TemplatesPage }) => TemplatesPage);
const campaignPage = () => import('./campaign.tsx').then(({ CampaignPage }) => CampaignPage);
const journeysPage = () => import('../journeys/journeys-page.tsx').then(({ JourneysPage }) => JourneysPage);
const calendarPage = () => import('../campaigns/calendar-page.tsx').then(({ CalendarPage }) => CalendarPage);
const newCampaignPage = () => import('./new-campaign.tsx').then(({ NewCampaignPage }) => NewCampaignPage);
const editCampaignPage = () => import('./new-campaign.tsx').then(({ EditCampaignPage }) => EditCampaignPage);
const learningsPage = () => import('../learnings/learnings-page.tsx').then(({ LearningsPage }) => LearningsPage);
const settingsPage = () => import('./settings.tsx').then(({ SettingsPage }) => SettingsPage);

const pageOf = (route: Route) => {
  switch (route.page) {
    case 'today':
      return <TodayPage />;
    case 'customers':
      return <CustomersPage search={route.search} />;
    case 'customer':
      return <CustomerPage id={route.id} />;
    case 'campaigns':
      return <CampaignsPage />;
    case 'campaign':
      return <LaterWith load={campaignPage} given={{ id: route.id }} />;
    case 'newCampaign':
      return <LaterWith load={newCampaignPage} given={{ segment: route.segment ?? '' }} />;
    case 'editCampaign':
      return <LaterWith load={editCampaignPage} given={{ id: route.id }} />;
    case 'calendar':
      return <Later load={calendarPage} />;
    case 'newTemplate':
      return <LaterWith load={templatePage} given={{ copy: route.copy }} />;
    case 'template':
      return <LaterWith load={templatePage} given={{ id: route.id }} />;
    case 'journeys':
    case 'journey':
    case 'newJourney':
      return <Later load={journeysPage} />;
    case 'templates':
      return <Later load={templatesPage} />;
    case 'coupons':
      return <Later load={couponsPage} />;
    case 'products':
      return <Later load={productsPage} />;
    case 'tasks':
      return <Later load={tasksPage} />;
    case 'duplicates':
      return <Later load={duplicatesPage} />;
    case 'import':
      return <ImportPage />;
    case 'readiness':
      return <ReadinessPage />;
    case 'results':
      return <ResultsPage />;
    case 'learnings':
      return <Later load={learningsPage} />;
    case 'figures':
      return <FiguresPage />;
    case 'settings':
      return <Later load={settingsPage} />;
    case 'segments':
    case 'segment':
    case 'newSegment':
      return <SegmentsPage />;
    case 'computed':
      return <ComputedPage />;
    case 'unknown':
      return <UnknownPage path={route.path} />;
  }
};

/** The page of the current address; walking to another place starts it afresh. */
export const Place = () => {
  const { route } = useNavigation();
  const key = route.page === 'customers' ? 'customers' : addressOf(route);
  return <Guard key={key}>{pageOf(route)}</Guard>;
};
