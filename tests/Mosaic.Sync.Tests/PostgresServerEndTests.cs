using System.Diagnostics;
using Mosaic.Sync.Tests.Support;
using NUnit.Framework;

namespace Mosaic.Sync.Tests;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class PostgresServerEndTests(string installation)
{
    private PostgresServer server = null!;

    [SetUp]
    public async Task Start() => server = await PostgresServer.StartAsync(PostgresFixture.RequireInstallation(installation));

    [TearDown]
    public async Task Stop()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_disposed_server_leaves_no_process_and_no_folder(bool killed)
    {
        using var process = Process.GetProcessById(server.ProcessId!.Value);
        if (killed)
        {
            await server.KillAsync();
        }

        await server.DisposeAsync();

        Assert.That(process.HasExited, Is.True);
        Assert.That(Directory.Exists(server.Folder), Is.False);
    }

    [Test]
    public async Task A_server_whose_tests_are_gone_is_stopped_and_its_folder_removed()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var process = Process.GetProcessById(server.ProcessId!.Value);

        // Closes the pipe, as the end of the tests' process does.
        new PostgresWatch(server.Folder).Dispose();

        await process.WaitForExitAsync(deadline.Token);
        while (Directory.Exists(server.Folder))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
