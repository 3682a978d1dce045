using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mosaic.Sync.Tests.Support;

/// <summary>The programs of a server: the machine's own, or those in a private root that only <c>chroot</c> can start.</summary>
/// <param name="Bin">The folder of the programs, as seen within <paramref name="Root"/>.</param>
/// <param name="Root">The private root; null for the machine's own.</param>
internal sealed partial record PostgresInstallation(string Bin, string? Root = null)
{
    /// <summary>The user that a server runs as where the tests run as root: it refuses to run as root.</summary>
    private const string User = "postgres";

    private static readonly string[] Places = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];

    private static bool AsRoot => Environment.IsPrivilegedProcess;

    /// <summary>The newest that the machine has installed, or null.</summary>
    public static PostgresInstallation? FindInstalled()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var homes = Places.Where(Directory.Exists)
            .SelectMany(static place => Directory.EnumerateDirectories(place))
            .OrderByDescending(static home => int.TryParse(Version().Match(home).Value, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(static home => Path.Combine(home, "bin"));
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        var bin = homes.Concat(path).FirstOrDefault(static bin => Exists(Path.Combine(bin, "initdb")) && Exists(Path.Combine(bin, "pg_ctl")));
        return bin is null ? null : new PostgresInstallation(bin);
    }

    /// <summary>What <c>tests/postgres/install-private.sh</c> made, where it can be started; or null.</summary>
    public static PostgresInstallation? FindPrivate()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var found = new PostgresInstallation("/usr/lib/postgresql/17/bin", Path.Combine(cache, "mosaic-embedded", "postgres-17"));
        return OperatingSystem.IsLinux() && AsRoot && File.Exists(found.Outside($"{found.Bin}/initdb")) ? found : null;
    }

    /// <summary>A folder that the server's user owns: its path as the server sees it.</summary>
    public async Task<string> CreateFolderAsync()
    {
        var name = $"mosaic-postgres-{Guid.NewGuid().ToString("N")[..12]}";
        var folder = Path.Combine(Root is null ? Path.GetTempPath() : "/tmp", name);
        string[] install = AsRoot ? ["install", "-d", "-m", "700", "-o", User, "-g", User, folder] : ["install", "-d", "-m", "700", folder];
        await RunAsync(Root is null ? install : ["chroot", Root, .. install]);
        return folder;
    }

    /// <summary>The same path as the tests see it.</summary>
    public string Outside(string path) => Root + path;

    /// <summary>Runs a program of the server as the user that servers run as.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public Task RunToolAsync(string tool, params string[] arguments)
    {
        string[] command = [Path.Combine(Bin, tool), .. arguments];
        return RunAsync((Root, AsRoot) switch
        {
            ({ } root, _) => ["chroot", $"--userspec={User}:{User}", root, .. command],
            (null, true) => ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. command],
            _ => command,
        });
    }

    /// <summary>A link whose target is gone, as an uninstalled server leaves it, does not count.</summary>
    private static bool Exists(string program) =>
        File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is not { Exists: false };

    private static async Task RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {string.Concat(said)}");
        }
    }

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex Version();
}
