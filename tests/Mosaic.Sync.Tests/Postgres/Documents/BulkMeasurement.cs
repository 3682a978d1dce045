using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>Bulk writes beside <c>psql \copy</c> of the same bytes into a plain table of the same server, fsync on. Run it by name, alone on the machine.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Installations))]
[Explicit("It measures.")]
public sealed class BulkMeasurement(string name)
{
    private const int Documents = 200_000;
    private const int Unit = 20_000;

    [Test]
    public async Task Bulk_writes_beside_copy()
    {
        var installation = PostgresFixture.RequireInstallation(name);
        await using var server = await PostgresServer.StartAsync(installation, new PostgresServerOptions { Fsync = true });
        await using var database = await PostgresDatabase.CreateAsync(server);
        var folder = await installation.CreateFolderAsync();
        var ids = Enumerable.Range(0, Documents).Select(static i => $"{i:00000000}").ToArray();
        var documents = ids.Select(static id => Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","n":{{id.TrimStart('0').PadLeft(1, '0')}},"text":"{{string.Concat(Enumerable.Repeat(id + "-words ", 16))}}"}""")).ToArray();
        var lines = Path.Combine(installation.Outside(folder), "lines");
        await File.WriteAllLinesAsync(lines, documents.Select((json, i) => $"{ids[i]}\t{Encoding.UTF8.GetString(json)}"));
        await using var store = await PostgresMosaic.OpenAsync(database.ConnectionString);
        await store.Documents.PutJsonManyAsync("warm", Pairs(ids, documents, 0, Unit));
        await store.Documents.ListCollectionsAsync().CountAsync();
        for (var round = 0; round < 3; round++)
        {
            await database.ScalarAsync("drop table if exists plain; create table plain (id text primary key, doc jsonb not null); checkpoint");
            var copy = await TimeAsync(() => PsqlAsync(installation, database, $"\\copy plain from '{folder}/lines'"));
            await database.ScalarAsync("checkpoint");
            var put = await TimeAsync(async () =>
            {
                for (var i = 0; i < Documents; i += Unit)
                {
                    await store.Documents.PutJsonManyAsync($"put{round}", Pairs(ids, documents, i, Unit));
                }
            });
            await database.ScalarAsync("checkpoint");
            var create = await TimeAsync(async () => await store.Documents.PutJsonManyAsync($"create{round}", Pairs(ids, documents, 0, Documents), ExistingDocuments.Refuse));
            var prepare = await TimeAsync(async () => await Assert.ThrowsAsync<InvalidDocumentException>(async () => await store.Documents.PutJsonManyAsync(
                "refused", Pairs(ids, documents, 0, Documents).Append(KeyValuePair.Create("bad", (ReadOnlyMemory<byte>)"{"u8.ToArray())))));
            await database.ScalarAsync("checkpoint");
            using var stream = new MemoryStream([.. documents.SelectMany(static json => (byte[])[.. json, (byte)'\n'])]);
            var import = await TimeAsync(async () => await store.Documents.ImportJsonLinesAsync($"import{round}", stream));
            await TestContext.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{documents[0].Length} bytes; copy {copy:F2} s, put by {Unit} {put:F2} s = {copy / put:F2}, create in one unit {create:F2} s = {copy / create:F2}, import {import:F2} s = {copy / import:F2}; preparing alone {prepare:F2} s"));
        }

        Directory.Delete(installation.Outside(folder), recursive: true);
    }

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Pairs(string[] ids, byte[][] documents, int start, int count) =>
        Enumerable.Range(start, count).Select(i => KeyValuePair.Create(ids[i], (ReadOnlyMemory<byte>)documents[i]));

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static Task PsqlAsync(PostgresInstallation installation, PostgresDatabase database, string command)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return installation.RunToolAsync(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection.Database!,
            "-c", $"set search_path = {database.Schema}", "-c", command);
    }
}
