using System.Text;
using Mosaic.Postgres.Documents;
using Mosaic.Sync.Tests.Support;
using Npgsql;
using NpgsqlTypes;

namespace Mosaic.Sync.Tests.Postgres.Documents;

/// <summary>A table of documents beside their projections, in a fresh database.</summary>
internal sealed class ProjectedDocuments : IAsyncDisposable
{
    private const string Table = "CREATE TABLE docs (id text COLLATE \"C\" PRIMARY KEY, raw bytea NOT NULL, doc jsonb NOT NULL)";

    private readonly PostgresDatabase database;
    private readonly NpgsqlConnection connection;
    private readonly string? drop;

    private ProjectedDocuments(PostgresDatabase database, NpgsqlConnection connection, string? drop = null)
    {
        this.database = database;
        this.connection = connection;
        this.drop = drop;
    }

    public static async Task<ProjectedDocuments> CreateAsync(string? server = null)
    {
        var database = await PostgresFixture.CreateDatabaseAsync(server);
        await database.ScalarAsync(Table);
        return new ProjectedDocuments(database, await database.OpenAsync());
    }

    /// <summary>In a database that orders texts as a language does.</summary>
    /// <exception cref="PostgresException">The server knows no languages, or its user may not create databases.</exception>
    public static async Task<ProjectedDocuments> CreateInLanguageAsync(string server)
    {
        var database = await PostgresFixture.CreateDatabaseAsync(server);
        var other = $"{database.Schema}_en";
        await database.ScalarAsync($"CREATE DATABASE {other} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = other, SearchPath = "public", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Table, connection);
        await command.ExecuteNonQueryAsync();
        return new ProjectedDocuments(database, connection, $"DROP DATABASE {other}");
    }

    public async Task AddAsync(IEnumerable<(string Id, string Json)> documents)
    {
        await using var import = await connection.BeginBinaryImportAsync("COPY docs (id, raw, doc) FROM STDIN BINARY");
        foreach (var (id, json) in documents)
        {
            var raw = Encoding.UTF8.GetBytes(json);
            await import.StartRowAsync();
            await import.WriteAsync(id, NpgsqlDbType.Text);
            await import.WriteAsync(raw, NpgsqlDbType.Bytea);
            await import.WriteAsync(DocumentProjection.Of(raw).ToArray(), NpgsqlDbType.Jsonb);
        }

        await import.CompleteAsync();
    }

    /// <summary>The ids of what matches, in order.</summary>
    public async Task<List<string>> FindAsync(Filter filter, FindOptions? options = null)
    {
        var values = new SqlValues();
        var order = options?.OrderBy is { } path ? $"{OrderSql.Write("doc", FilterPath.Parse(path), options.Descending, values)}, " : "";
        var sql = $"SELECT id FROM docs WHERE {FilterSql.Write(filter, "doc", values)} ORDER BY {order}id OFFSET {options?.Skip ?? 0} LIMIT {(options?.Limit is { } limit ? $"{limit}" : "NULL")}";
        return await ReadAsync<string>(sql, values);
    }

    /// <summary>What the filter is of each document: true, false or null.</summary>
    public async Task<List<bool?>> EvaluateAsync(Filter filter)
    {
        var values = new SqlValues();
        return await ReadAsync<bool?>($"SELECT {FilterSql.Write(filter, "doc", values)} FROM docs ORDER BY id", values);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        if (drop is not null)
        {
            await database.ScalarAsync(drop);
        }

        await database.DisposeAsync();
    }

    private async Task<List<T>> ReadAsync<T>(string sql, SqlValues values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        values.AddTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var read = new List<T>();
        while (await reader.ReadAsync())
        {
            read.Add(await reader.IsDBNullAsync(0) ? default! : await reader.GetFieldValueAsync<T>(0));
        }

        return read;
    }
}
