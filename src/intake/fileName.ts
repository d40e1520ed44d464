/** Whether a text is the name or the path of a file: it has one line and ends like `cat.jpg`. */
export function isFileName(text: string): boolean {
  return /^[^\r\n]{1,1000}\.[a-z0-9]{2,5}$/i.test(text);
}

/** Characters of the longest path that is recognised. Errors repeat it, so it must be short. */
const LONGEST_PATH = 2048;

/** Whether a text names a file of the caller's machine: `/home/me/cat.jpg`, `C:\cat`, `file:///cat`. */
export function isLocalPath(text: string): boolean {
  if (text.length > LONGEST_PATH) return false;
  if (/^(?:file:|[a-z]:[\\/])/i.test(text)) return true;
  // Base64 has no full stop.
  return isFileName(text) && !/^[a-z][a-z0-9+.-]*:/i.test(text);
}
