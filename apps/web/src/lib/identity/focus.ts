import type { Attachment } from 'svelte/attachments';

/** Gives an element the focus when it appears. On phones that would open the keyboard over half of the page. */
export function focusAtOnce(wanted: boolean): Attachment<HTMLElement> {
  return (element) => {
    if (wanted && matchMedia('(pointer: fine)').matches) element.focus();
  };
}
