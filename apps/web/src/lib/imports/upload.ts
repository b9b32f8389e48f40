import { ApiError, type Import, problemOf } from '../api.ts';
import { ensureSignedIn } from '../identity/renewal.ts';

/** Sends files of one group; `progress` is told the sent share, 0 to 1. XMLHttpRequest, because fetch does not tell it. */
export async function uploadFiles(
  files: readonly File[],
  progress: (share: number) => void,
): Promise<Import[]> {
  // A token that expires is noticed before gigabytes are on their way; what has begun is let through.
  await ensureSignedIn().catch(() => false);
  return send(files, progress);
}

function send(files: readonly File[], progress: (share: number) => void): Promise<Import[]> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/sessions/import');
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 202) done((request.response as { items: Import[] }).items);
      else fail(problemOf(request.response, request.status));
    };
    request.onerror = () =>
      fail(
        new ApiError(
          'unreachable',
          'The server does not answer. The file is still on your disk.',
          0,
        ),
      );
    request.send(form);
  });
}
