/** What the template sets for glibc (infra/modules/appSettings.bicep), so that memory is as in Azure. */
export const deployedMemory = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "65536" };
