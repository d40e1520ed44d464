/**
 * A text without the secrets that URLs and connection strings carry: the query of a URL, which holds
 * SAS tokens and function keys, and its user and password; `sig=…` and keys that stand alone.
 */
export function redact(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>@]{1,500}@/gi, "$1…@")
    .replaceAll(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s?#"'<>]{1,2000})\?[^\s"'<>#]*/gi, "$1?…")
    .replaceAll(
      /((?:[?&]code|\b(?:sig|AccountKey|SharedAccessSignature|SharedAccessKey))=)[^\s&;"'<>]+/gi,
      "$1…",
    );
}
