import type { NewItem, NewLocation } from '@stockroom/client/contract';
import { fingerprint } from './domain/fingerprint.ts';
import type { StockStore } from './stores/stock-store.ts';

/**
 * Loads the stock of a small bicycle workshop into a store without items. It uses the store's normal
 * commands, so that the levels match the ledger.
 *
 * @returns whether the store was empty, and the data was loaded
 */
export async function loadDemoData(store: StockStore): Promise<boolean> {
  const { entries } = await store.listItems({}, { limit: 1 });
  if (entries.length > 0) return false;

  const existing = await store.listLocations({}, { limit: 200 });
  for (const location of locations) {
    if (!existing.entries.some(({ code }) => code === location.code)) {
      await store.createLocation(location);
    }
  }
  for (const [item, received] of stock) {
    await store.createItem(item);
    for (const [location, quantity] of Object.entries(received)) {
      const receipt = { sku: item.sku, location, quantity, reason: 'Opening stock', reference: '' };
      await store.receive(receipt, {
        idempotencyKey: `demo-data:${item.sku}:${location}`,
        fingerprint: fingerprint('receive', receipt),
        actor: 'demo data',
      });
    }
  }
  return true;
}

const locations: readonly NewLocation[] = [
  { code: 'MAIN', name: 'Main warehouse' },
  { code: 'SHOP', name: 'Shop floor' },
];

const euros = (amount: number) => ({ amount: Math.round(amount * 100), currency: 'EUR' });

/** Each item with the received quantity per location. Some are low on purpose. */
const stock: readonly (readonly [item: NewItem, received: Record<string, number>])[] = [
  [
    {
      sku: 'BELL-BRASS',
      name: 'Bicycle bell, brass',
      description: 'Classic ding-dong bell with a 22.2 mm clamp.',
      category: 'Accessories',
      tags: ['bell', 'classic'],
      price: euros(14.9),
      reorderPoint: 20,
      reorderQuantity: 50,
    },
    { MAIN: 64, SHOP: 8 },
  ],
  [
    {
      sku: 'BOLT-M5-16',
      name: 'Bolt M5 × 16 mm, stainless',
      description: 'Hexagon socket, A2 stainless steel, for bottle cages and mudguards.',
      category: 'Fasteners',
      tags: ['m5', 'stainless'],
      price: euros(0.12),
      reorderPoint: 1000,
      reorderQuantity: 5000,
    },
    { MAIN: 4200, SHOP: 300 },
  ],
  [
    {
      sku: 'BRAKE-PAD-R',
      name: 'Brake pads, disc, resin',
      description: 'One pair with spring, for two-piston calipers.',
      category: 'Brakes',
      tags: ['disc', 'wear part'],
      unit: 'pair',
      price: euros(12.5),
      reorderPoint: 40,
      reorderQuantity: 100,
    },
    { MAIN: 26, SHOP: 10 },
  ],
  [
    {
      sku: 'CABLE-SHIFT-21',
      name: 'Shift cable 2.1 m',
      description: 'Polished stainless inner cable with end cap.',
      category: 'Drivetrain',
      tags: ['cable', 'wear part'],
      price: euros(4.2),
      reorderPoint: 50,
      reorderQuantity: 200,
    },
    { MAIN: 180, SHOP: 20 },
  ],
  [
    {
      sku: 'CHAIN-11',
      name: 'Chain, 11-speed, 118 links',
      description: 'With quick link.',
      category: 'Drivetrain',
      tags: ['11-speed', 'wear part'],
      price: euros(32.9),
      reorderPoint: 15,
      reorderQuantity: 40,
    },
    { MAIN: 38, SHOP: 6 },
  ],
  [
    {
      sku: 'GREASE-100',
      name: 'Bearing grease, 100 g tube',
      category: 'Workshop supplies',
      tags: ['grease'],
      unit: 'tube',
      price: euros(7.95),
      reorderPoint: 12,
      reorderQuantity: 24,
    },
    { MAIN: 9 },
  ],
  [
    {
      sku: 'HELMET-M',
      name: 'Helmet, city, size M',
      description: '54 to 58 cm, with rear light.',
      category: 'Accessories',
      tags: ['helmet', 'size-m'],
      price: euros(69),
      reorderPoint: 6,
      reorderQuantity: 12,
    },
    { MAIN: 14, SHOP: 4 },
  ],
  [
    {
      sku: 'LIGHT-SET-USB',
      name: 'Light set, front and rear, USB-C',
      description: '60 lux front, approved for road use.',
      category: 'Accessories',
      tags: ['light', 'usb-c'],
      unit: 'set',
      price: euros(54.9),
      reorderPoint: 10,
      reorderQuantity: 30,
    },
    { MAIN: 41, SHOP: 7 },
  ],
  [
    {
      sku: 'PUMP-FLOOR',
      name: 'Floor pump with gauge',
      category: 'Tools',
      tags: ['pump'],
      price: euros(39.5),
      reorderPoint: 5,
      reorderQuantity: 10,
    },
    { MAIN: 12, SHOP: 2 },
  ],
  [
    {
      sku: 'SPOKE-262',
      name: 'Spoke 262 mm, double-butted',
      description: '2.0/1.8 mm, black, with brass nipple.',
      category: 'Wheels',
      tags: ['spoke', 'black'],
      price: euros(1.1),
      reorderPoint: 200,
      reorderQuantity: 1000,
    },
    { MAIN: 1440 },
  ],
  [
    {
      sku: 'TUBE-28-P',
      name: 'Inner tube 28", Presta valve',
      description: '700 × 28 to 47C, 40 mm valve.',
      category: 'Wheels',
      tags: ['tube', 'wear part'],
      price: euros(6.5),
      reorderPoint: 60,
      reorderQuantity: 200,
    },
    { MAIN: 240, SHOP: 35 },
  ],
  [
    {
      sku: 'TYRE-28-TOUR',
      name: 'Touring tyre 28", puncture protection',
      description: '47-622, reflective side wall.',
      category: 'Wheels',
      tags: ['tyre', 'touring'],
      price: euros(34.9),
      reorderPoint: 20,
      reorderQuantity: 40,
    },
    { MAIN: 11, SHOP: 6 },
  ],
];
