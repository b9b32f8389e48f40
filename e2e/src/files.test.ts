import { deleteAndUndo } from './delete-and-undo.ts';
import { dropToExport } from './drop-to-export.ts';
import { describeJourneys } from './journey.ts';
import { kindsOfFiles } from './kinds-of-files.ts';

describeJourneys('Own files on an empty server', { DEMO: '0' }, (world) => {
  dropToExport(world);
  kindsOfFiles(world);
  deleteAndUndo(world);
});
