using Mosaic.Postgres;
using Mosaic.Postgres.Sessions;
using Mosaic.Specs;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres;

[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
public sealed class RolesTests(string name)
{
    private const string Owner = "own-er";
    private const string Application = "the-app";

    private PostgresInstallation installation = null!;
    private PostgresServer server = null!;
    private PostgresDatabase database = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        installation = PostgresFixture.RequireInstallation(name);
        server = await PostgresServer.StartAsync(installation);
        database = await PostgresDatabase.CreateAsync(server);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [Test]
    public async Task An_application_with_the_rights_of_the_script_opens_and_writes_and_may_do_no_more()
    {
        await RunScriptAsync();
        await using (var owner = await PostgresSession.OpenAsync(As(Owner), new PostgresOptions(), default))
        {
            await RunScriptAsync();
        }

        await database.ScalarAsync($"create table mosaic.things (name text not null); alter table mosaic.things owner to \"{Owner}\"");
        await RunScriptAsync();

        await using var session = await PostgresSession.OpenAsync(As(Application), new PostgresOptions(), default);
        Assert.That(await session.Units.RunAsync(Things.Add("least"), default), Is.EqualTo("LEAST"));
        Assert.That(await session.Units.RunAsync(Things.Add("strict", serializable: true), default), Is.EqualTo("STRICT"));
        Assert.That((await session.Health.RunAsync(default)).TakesWrites, Is.True);

        foreach (var forbidden in (string[])
        [
            "update mosaic.epoch set epoch = 2", "delete from mosaic.migrations", "update mosaic.store set store_id = gen_random_uuid()",
            "delete from mosaic.units", "create table mosaic.mine (id int)", "drop table mosaic.things",
            "create or replace function mosaic.now_utc() returns timestamptz language sql stable as 'select now()'",
        ])
        {
            await using var command = session.Source.CreateCommand(forbidden);
            var error = await Assert.ThrowsAsync<PostgresException>(async () => await command.ExecuteNonQueryAsync());
            Assert.That(error!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege), forbidden);
        }
    }

    [Test]
    public async Task An_application_with_the_rights_of_the_script_makes_and_finds_vectors()
    {
        using var embedder = new ConceptEmbedder();
        await RunScriptAsync();
        await using (await PostgresMosaic.OpenAsync(As(Owner)))
        {
        }

        await RunScriptAsync();
        await using var store = await PostgresMosaic.OpenAsync(As(Application), new PostgresOptions { Embedder = embedder });
        await store.Memory.Insights.StoreAsync(new NewInsight { Id = "car", UserId = "ann", Content = "car" });
        await store.CatchUpVectorsAsync();

        Assert.That((await store.Memory.ForUser("ann").SearchAsync("automobile")).Select(static hit => hit.Id), Is.EqualTo(new[] { "car" }));
    }

    [Test]
    public async Task An_application_with_the_rights_of_the_script_declares_indexes_and_writes_documents()
    {
        await RunScriptAsync();
        await using (var owner = await PostgresSession.OpenAsync(As(Owner), new PostgresOptions(), default))
        {
            await RunScriptAsync();
        }

        await using var store = await PostgresMosaic.OpenAsync(As(Application));
        await store.Documents.CreateAsync("notes", "a", new { name = "x" });
        await store.Documents.EnsureIndexAsync("notes", "name", unique: true);
        await store.Documents.PutJsonManyAsync("many", Enumerable.Range(0, 2_500).Select(static i => KeyValuePair.Create($"{i:0000}", (ReadOnlyMemory<byte>)"{}"u8.ToArray())));
        await database.ScalarAsync($"revoke temporary on database \"{new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}\" from public");
        await store.Documents.PutJsonManyAsync("many", Enumerable.Range(0, 2_500).Select(static i => KeyValuePair.Create($"{i:0000}", (ReadOnlyMemory<byte>)"{}"u8.ToArray())));

        Assert.That(async () => await store.Documents.CreateAsync("notes", "b", new { name = "x" }), Throws.TypeOf<DuplicateKeyException>());
        Assert.That(await store.Documents.UpdateAsync<Dictionary<string, string>>("notes", "a", new { name = "y" }), Has.Count.EqualTo(2));
        Assert.That(await store.Documents.DeleteAsync("notes", "a"), Is.True);
        Assert.That((await store.Documents.GetAsync<object>("many", "2499"))!.Version, Is.EqualTo(2));
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, SearchPath = null }.ConnectionString;

    private async Task RunScriptAsync()
    {
        var folder = await installation.CreateFolderAsync();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(installation.Outside(folder), "roles.sql"), Sql.Read("sql/roles"));
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            await installation.RunToolAsync("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "schema=mosaic", "-v", $"owner={Owner}", "-v", $"application={Application}",
                "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection.Database!, "-f", $"{folder}/roles.sql");
        }
        finally
        {
            Directory.Delete(installation.Outside(folder), recursive: true);
        }
    }
}
