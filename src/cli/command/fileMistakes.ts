/** Says in words why the operating system refuses a file. */
export function toFileMistake(code: string): string {
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder, or it is a link to nothing";
    case "EACCES":
    case "EPERM":
      return "it may not be opened";
    case "EISDIR":
      return "it is a folder; expected a file";
    case "ENOTDIR":
      return "a file stands where its path has a folder";
    case "ENOSPC":
      return "the disk is full";
    default:
      return `the system refuses it with ${code}`;
  }
}
