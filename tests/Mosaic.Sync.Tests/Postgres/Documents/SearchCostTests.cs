using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Backends;
using Mosaic.Postgres;
using Mosaic.Postgres.Documents;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>What a search by a declared index reads does not grow with the collection, whatever the server knows of its tables.</summary>
[TestFixtureSource(typeof(PostgresFixture), nameof(PostgresFixture.Servers))]
public sealed class SearchCostTests(string server)
{
    private const int Documents = 50_000;
    private const string Schema = "\"mosaic\"";

    private PostgresDatabase database = null!;
    private NpgsqlDataSource source = null!;
    private PostgresMosaic store = null!;
    private CollectionState state = null!;
    private bool wasAnalyzed;

    [OneTimeSetUp]
    public async Task Load()
    {
        database = await PostgresFixture.CreateDatabaseAsync(server);
        source = NpgsqlDataSource.Create(database.ConnectionString);
        store = await PostgresMosaic.OpenAsync(database.ConnectionString);
        foreach (var table in (string[])["documents", "document_entries"])
        {
            await database.ScalarAsync($"alter table mosaic.{table} set (autovacuum_enabled = false)");
        }

        await store.Documents.PutJsonManyAsync("docs", Enumerable.Range(0, Documents).Select(i => KeyValuePair.Create(
            $"d{i:000000}",
            (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"v":{{i}},"m":{{i % 1000}},"h":{{i % 2}}}""")))));
        var indexes = new List<DeclaredIndex>();
        foreach (var (path, unique) in new[] { ("h", false), ("m", false), ("v", true) })
        {
            await store.Documents.EnsureIndexAsync("docs", path, unique);
            var id = await database.ScalarAsync($"select id from mosaic.collection_indexes where path = convert_to('{path}', 'UTF8')");
            indexes.Add(new DeclaredIndex((long)id!, new DocumentIndex(path, unique), Ready: true));
        }

        wasAnalyzed = await database.ScalarAsync("select bool_and(reltuples > 0) from pg_class where oid in ('mosaic.documents'::regclass, 'mosaic.document_entries'::regclass)") is true;
        state = new CollectionState((long)(await database.ScalarAsync("select id from mosaic.collections where name = 'docs'"))!, 3, [], true, indexes);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await source.DisposeAsync();
        await store.DisposeAsync();
    }

    [Test]
    public void The_build_of_an_index_leaves_statistics() => Assert.That(wasAnalyzed);

    [Test]
    public async Task What_few_entries_match_is_read_by_them([Values] bool analyzed)
    {
        await KnowAsync(analyzed);
        var sql = new FindSql(Schema);
        foreach (var (filter, most) in new (Filter, int)[]
        {
            (Filter.Eq("v", Documents - 1), 60),
            (Filter.Eq("v", -1), 60),
            (Filter.Gt("v", Documents - 20), 200),
            (Filter.Eq("m", 999), 800),
            (Filter.Eq("h", 1) & Filter.Eq("v", Documents - 1), 60),
            (Filter.In("v", [.. Enumerable.Range(Documents - 300, 100).Cast<object>()]), 1_500),
        })
        {
            foreach (var (name, make) in Searches(sql, filter))
            {
                Assert.That(await BlocksAsync(make), Is.LessThan(most), $"{name}: {filter}");
            }
        }
    }

    [Test]
    public async Task What_most_entries_match_is_read_page_by_page()
    {
        await KnowAsync(analyzed: true);
        var sql = new FindSql(Schema);
        var all = await BlocksAsync(connection => sql.Count(connection, state, Filter.Eq("s", 1)));

        Assert.That(await BlocksAsync(connection => sql.Page(connection, state, Filter.Eq("h", 1), "d020000", false, 100, 0, 1 << 20, narrows: false)), Is.LessThan(300));
        Assert.That(await BlocksAsync(connection => sql.Count(connection, state, Filter.Gt("v", 10))), Is.LessThan(all + 20_000));
    }

    [Test]
    public async Task Answers_are_the_same_by_entries_and_by_documents()
    {
        foreach (var (filter, expected) in new (Filter, int)[]
        {
            (Filter.Eq("h", 1), Documents / 2), (Filter.Gt("v", Documents - 5_001), 5_000), (Filter.Eq("m", 3) & Filter.Eq("h", 1), 50), (Filter.Eq("m", 3) & Filter.Eq("h", 0), 0),
        })
        {
            foreach (var descending in (bool[])[false, true])
            {
                var found = await store.Documents.FindJsonAsync("docs", filter, new FindOptions { Descending = descending }).Select(static it => it.Id).ToListAsync();
                Assert.That(found, Has.Count.EqualTo(expected), filter.ToString());
                Assert.That(found, descending ? Is.Ordered.Descending : Is.Ordered.Ascending, filter.ToString());
            }

            Assert.That(await store.Documents.CountAsync("docs", filter), Is.EqualTo(expected), filter.ToString());
        }
    }

    [Test]
    public async Task A_write_that_leaves_indexed_values_as_they_are_leaves_their_rows()
    {
        const string rows = "select string_agg(xmin::text, ' ') from (select xmin from mosaic.document_unique_values where document = 'd000001' union all select xmin from mosaic.document_entries where document = 'd000001') r";
        var before = await database.ScalarAsync(rows);
        await store.Documents.UpdateAsync<object>("docs", "d000001", new { note = "other" });

        Assert.That(await database.ScalarAsync(rows), Is.EqualTo(before));
        Assert.That(async () => await store.Documents.UpdateAsync<object>("docs", "d000002", new { v = 1 }), Throws.TypeOf<DuplicateKeyException>().With.Message.Contains("'d000001'"));
    }

    private IEnumerable<(string Name, Func<NpgsqlConnection, NpgsqlCommand> Make)> Searches(FindSql sql, Filter filter)
    {
        yield return ("first", connection => sql.Page(connection, state, filter, null, false, 1, 0, 1 << 20, narrows: true));
        yield return ("page", connection => sql.Page(connection, state, filter, null, true, 100, 0, 1 << 20, narrows: true));
        yield return ("next page", connection => sql.Page(connection, state, filter, "d000100", false, 1_000, 0, 1 << 20, narrows: true));
        yield return ("all", connection => sql.Page(connection, state, filter, null, false, int.MaxValue, 0, int.MaxValue, narrows: true));
        yield return ("count", connection => sql.Count(connection, state, filter));
        yield return ("stamped", connection => sql.Stamped(connection, state, filter));
        yield return ("stamps", connection => sql.Stamps(connection, state, filter));
    }

    private async Task KnowAsync(bool analyzed) =>
        await database.ScalarAsync(analyzed ? "analyze mosaic.documents, mosaic.document_entries" : "delete from pg_statistic where starelid in ('mosaic.documents'::regclass, 'mosaic.document_entries'::regclass)");

    private async Task<long> BlocksAsync(Func<NpgsqlConnection, NpgsqlCommand> make)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = make(connection);
        command.CommandText = $"explain (analyze, buffers, format json) {command.CommandText}";
        await command.ExecuteScalarAsync(); // the functions' plans, and the tables' catalog
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        var root = plan.RootElement[0].GetProperty("Plan");
        return root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64();
    }
}
