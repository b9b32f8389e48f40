import { firstMinute } from './first-minute.ts';
import { describeJourneys } from './journey.ts';
import { keyboard } from './keyboard.ts';
import { looks } from './looks.ts';
import { otherSites } from './other-sites.ts';
import { phone } from './phone.ts';
import { preferences } from './preferences.ts';

describeJourneys('On a new server with its demo', {}, (world) => {
  firstMinute(world);
  phone(world);
  keyboard(world);
  looks(world);
  preferences(world);
  otherSites(world);
});
