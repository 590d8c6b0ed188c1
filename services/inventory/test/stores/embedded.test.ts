import { memoryStore } from '../fixtures/embedded-store.ts';
import { storeContract } from './store-contract.ts';
import { storeModel } from './store-model.ts';

storeContract('PGlite', memoryStore);
storeModel('PGlite', memoryStore);
