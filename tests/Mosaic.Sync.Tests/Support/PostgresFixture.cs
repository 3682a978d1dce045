using System.Diagnostics.CodeAnalysis;
using DotNet.Testcontainers.Builders;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests;

/// <summary>The servers of a test run: each starts when a test first asks for it, and ends with the run.</summary>
[SetUpFixture]
public sealed class PostgresFixture
{
    /// <summary>Set to 1, tests fail that are skipped otherwise because there is no server at all.</summary>
    private const string Required = "MOSAIC_REQUIRE_POSTGRES";

    private const string Installed = "installed";
    private const string Private = "private";
    private const string Given = "given";
    private const string Docker = "docker";

    private static readonly Dictionary<string, PostgresInstallation> Found = FindInstallations();
    private static readonly Dictionary<string, Func<Task<IPostgresServer>>> Sources = FindSources();
    private static readonly Dictionary<string, Task<IPostgresServer>> Started = [];
    private static readonly List<PostgresDatabase> Databases = [];
    private static readonly HashSet<string> Told = [];

    /// <summary>The servers that can be had, for a <see cref="TestCaseSourceAttribute"/>; the first is the one of most tests.</summary>
    public static IReadOnlyCollection<string> Servers => Sources.Keys;

    /// <summary>The programs that <see cref="RequireInstallation"/> knows; a name without programs where there are none.</summary>
    public static IReadOnlyCollection<string> Installations => Found.Count > 0 ? Found.Keys : [Installed];

    /// <summary>A fresh database on a server; dropped at the end of the run if not before.</summary>
    /// <param name="server">One of <see cref="Servers"/>; null for the first.</param>
    internal static async Task<PostgresDatabase> CreateDatabaseAsync(string? server = null)
    {
        var database = await PostgresDatabase.CreateAsync(await StartAsync(server ?? Servers.First()));
        lock (Databases)
        {
            Databases.Add(database);
        }

        return database;
    }

    /// <summary>A fresh database on a server that has pgvector, the extension not created yet. Without such a server the test is skipped, loudly.</summary>
    internal static async Task<PostgresDatabase> CreateDatabaseWithVectorAsync()
    {
        foreach (var name in Servers.Reverse())
        {
            await using var source = NpgsqlDataSource.Create((await StartAsync(name)).ConnectionString);
            await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')");
            if (await command.ExecuteScalarAsync() is true)
            {
                return await CreateDatabaseAsync(name);
            }
        }

        Skip("no PostgreSQL here has pgvector (tests/postgres/install.sh says why).");
        return null;
    }

    /// <summary>A fresh database, with pgvector ready where a server has it.</summary>
    internal static async Task<PostgresDatabase> CreateDatabaseWithVectorIfAnyAsync()
    {
        var database = await CreateDatabaseAsync(Servers.Last());
        await database.ScalarAsync(
            """
            do $$ begin
                if exists (select from pg_available_extensions where name = 'vector') then create extension if not exists vector with schema public; end if;
            end $$
            """);
        return database;
    }

    /// <summary>The programs for a server of a test's own, to be stopped and killed. Without them the test is skipped, loudly.</summary>
    /// <param name="name">One of <see cref="Installations"/>; null for the first.</param>
    internal static PostgresInstallation RequireInstallation(string? name = null)
    {
        if (!Found.TryGetValue(name ?? Installations.First(), out var installation))
        {
            Skip("the test starts and kills a server of its own, and this machine has no initdb.");
        }

        return installation;
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        // A server that goes takes its databases along: only one that stays has to be cleared.
        if (Started.ContainsKey(Given))
        {
            foreach (var database in Databases)
            {
                await database.DisposeAsync();
            }
        }

        await Task.WhenAll(Started.Values.Where(static start => start.IsCompletedSuccessfully).Select(static start => start.Result.DisposeAsync().AsTask()));
    }

    private static Dictionary<string, PostgresInstallation> FindInstallations()
    {
        var found = new Dictionary<string, PostgresInstallation>();
        if (PostgresInstallation.FindInstalled() is { } installed)
        {
            found[Installed] = installed;
        }

        if (PostgresInstallation.FindPrivate() is { } own)
        {
            found[Private] = own;
        }

        return found;
    }

    private static Dictionary<string, Func<Task<IPostgresServer>>> FindSources()
    {
        if (Environment.GetEnvironmentVariable(GivenPostgres.Variable) is { Length: > 0 } given)
        {
            return new() { [Given] = () => Task.FromResult<IPostgresServer>(new GivenPostgres(given)) };
        }

        if (Found.Count == 0)
        {
            return new() { [Docker] = static async () => await PostgresContainer.StartAsync() };
        }

        return Found.ToDictionary(
            static found => found.Key,
            static found => new Func<Task<IPostgresServer>>(async () => await PostgresServer.StartAsync(found.Value)));
    }

    private static async Task<IPostgresServer> StartAsync(string name)
    {
        Task<IPostgresServer> start;
        lock (Started)
        {
            if (!Started.TryGetValue(name, out start!))
            {
                Started[name] = start = Sources[name]();
            }
        }

        try
        {
            return await start;
        }
        catch (DockerUnavailableException)
        {
            const string Reason = $"no PostgreSQL was found: no initdb (./test.sh installs it), no Docker, no {GivenPostgres.Variable}=<connection string>.";
            if (Environment.GetEnvironmentVariable(Required) == "1")
            {
                Assert.Fail(Reason);
            }

            Skip(Reason);
            return null;
        }
    }

    [DoesNotReturn]
    private static void Skip(string reason)
    {
        var line = $"NOT RUN: {TestContext.CurrentContext.Test.ClassName}: {reason}";
        lock (Told)
        {
            if (Told.Add(line))
            {
                TestContext.Error.WriteLine(line);
            }
        }

        throw new IgnoreException($"NOT RUN: {reason}");
    }
}
