/** What pages of apps load as /atlassian-connect/all.js: the published client, without the packages that speak to others, and our shims. */
import client from 'atlassian-connect-js/src/plugin/index.js';
import { shim } from './bridge/app/shims';

shim(client);
(window as unknown as { AP: unknown }).AP = client;
