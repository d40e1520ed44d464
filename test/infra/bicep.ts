import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Another version knows other rules and predicts in another form. */
const version = "0.49.2";
const packageName = "Azure.Bicep.CommandLine.linux-x64";

/** The compiler, or why there is none. */
export type Bicep = { readonly path: string } | { readonly missing: string };

export interface BicepRun {
  readonly code: number | null;
  readonly out: string;
  /** Diagnostics, one a line. */
  readonly error: string;
}

/** Looks for the Bicep compiler in PATH and in NuGet's cache; if need be `dotnet` fetches it. */
export async function findBicep(): Promise<Bicep> {
  const found = spawnSync("bicep", ["--version"], { encoding: "utf8", timeout: 20_000 });
  if (found.stdout?.includes(`version ${version} `)) return { path: "bicep" };
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { missing: `there is no Bicep ${version} in PATH, and its package is for Linux on x64` };
  }
  const cache = process.env["NUGET_PACKAGES"] ?? join(homedir(), ".nuget/packages");
  const path = join(cache, packageName.toLowerCase(), version, "tools/bicep");
  if (!existsSync(path)) {
    const problem = await restore(cache);
    if (!existsSync(path)) return { missing: `Bicep ${version} could not be fetched: ${problem}` };
  }
  return { path };
}

/** Has NuGet bring the package, which no project refers to. */
async function restore(cache: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bicep-"));
  try {
    // No framework, so nothing else is downloaded.
    await writeFile(
      join(folder, "bicep.csproj"),
      `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
  <ItemGroup><PackageDownload Include="${packageName}" Version="[${version}]" /></ItemGroup>
</Project>
`,
    );
    const { stdout, error } = spawnSync("dotnet", ["restore", "--packages", cache], {
      cwd: folder,
      encoding: "utf8",
      timeout: 180_000,
      env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" },
    });
    return error?.message ?? stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function runBicep(path: string, args: readonly string[]): BicepRun {
  const { status, stdout, stderr, error } = spawnSync(path, args, {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    // Where the system has no ICU, .NET refuses to start without this.
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
  });
  return { code: status, out: stdout ?? "", error: error?.message ?? stderr };
}
