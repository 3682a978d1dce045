using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Mosaic.Sync.Tests.Support;

/// <summary>A server of the tests' own: unprivileged, on a free port of this machine, its data in a folder that goes with it.</summary>
internal sealed class PostgresServer : IPostgresServer
{
    private readonly PostgresInstallation installation;
    private readonly string folder;
    private readonly PostgresWatch watch;
    private int port;

    private PostgresServer(PostgresInstallation installation, string folder)
    {
        this.installation = installation;
        this.folder = folder;
        watch = new PostgresWatch(Folder);
    }

    /// <summary>Everything that the server writes.</summary>
    public string Folder => installation.Outside(folder);

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Database = "postgres",
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>The server's first process; null while it does not run.</summary>
    public int? ProcessId
    {
        get
        {
            try
            {
                return int.Parse(File.ReadLines(Path.Combine(Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            }
            catch (Exception error) when (error is IOException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    private string Log => Path.Combine(Folder, "log");

    public static async Task<PostgresServer> StartAsync(PostgresInstallation installation, PostgresServerOptions? options = null)
    {
        var server = new PostgresServer(installation, await installation.CreateFolderAsync());
        try
        {
            await server.InitializeAsync(options ?? new PostgresServerOptions());
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on its port, after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">It does not start; the message has its log.</exception>
    public async Task StartAsync()
    {
        try
        {
            await PgCtlAsync("start", "-w", "-t", "60", "-l", $"{folder}/log", "-o", $"-p {port.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (InvalidOperationException error) when (File.Exists(Log))
        {
            throw new InvalidOperationException($"{error.Message}\n{await File.ReadAllTextAsync(Log)}", error);
        }
    }

    /// <summary>Ends its connections without a word, and itself without a checkpoint: starting recovers.</summary>
    public async Task StopAsync()
    {
        using var process = ProcessId is { } id ? Find(id) : null;
        await PgCtlAsync("stop", "-w", "-m", "immediate");
        if (process is not null)
        {
            await process.WaitForExitAsync();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Kills every process of the server, as an end of the machine would, except that the system keeps what was written.</summary>
    public async Task KillAsync()
    {
        var first = ProcessId ?? throw new InvalidOperationException("The server does not run.");

        // The first one first: alone, it would start a killed child again.
        foreach (var id in (int[])[first, .. ChildrenOf(first)])
        {
            using var process = Find(id);
            if (process is not null)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ProcessId is not null)
        {
            try
            {
                await StopAsync();
            }
            catch (InvalidOperationException)
            {
                // It was killed: what it left says that it runs.
            }
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        watch.Dispose();
    }

    private async Task InitializeAsync(PostgresServerOptions options)
    {
        // Only Linux has the locale for certain; with the bytes' order both compare alike.
        await installation.RunToolAsync("initdb", "-D", $"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
            OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C", "--no-sync");

        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "'127.0.0.1'",
            ["unix_socket_directories"] = $"'{folder}'",
            ["max_connections"] = "300",
            ["jit"] = "off",
            ["fsync"] = options.Fsync ? "on" : "off",
            ["full_page_writes"] = options.Fsync ? "on" : "off",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        await File.AppendAllLinesAsync(Path.Combine(Folder, "data", "postgresql.conf"), settings.Select(static setting => $"{setting.Key} = {setting.Value}"));
    }

    /// <summary>A port that is free now may be taken by the time the server wants it: then another is tried.</summary>
    private async Task StartOnFreePortAsync()
    {
        for (var attempts = 1; ; attempts++)
        {
            port = FreePort();
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException error) when (attempts < 5 && error.Message.Contains("Address already in use", StringComparison.Ordinal))
            {
                File.Delete(Log);
            }
        }
    }

    private Task PgCtlAsync(string verb, params string[] arguments) => installation.RunToolAsync("pg_ctl", [verb, "-D", $"{folder}/data", .. arguments]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Null when it ended by itself, as children do that miss their parent.</summary>
    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>By Linux's process table; elsewhere the children are left to notice that their parent is gone.</summary>
    private static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        if (OperatingSystem.IsLinux())
        {
            foreach (var entry in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var id) && ParentOf(id) == parent)
                {
                    children.Add(id);
                }
            }
        }

        return children;
    }

    private static int? ParentOf(int id)
    {
        try
        {
            // "id (name) state parent …", and a name may have spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}
