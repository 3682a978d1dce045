using Npgsql;

namespace Mosaic.Benchmarks.Postgres;

/// <summary>A table as a queue, as it is usually written: a partial index of what waits, the claim a CTE with SKIP LOCKED, the acknowledgement a statement
/// of its own; prepared, one connection for each worker.</summary>
internal sealed class UsualQueue(string database) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 1, NoResetOnClose = true }.ConnectionString);

    public async Task CreateAsync() => await TeamServer.ExecuteAsync(
        database,
        """
        create table jobs (id bigserial primary key, type text not null, data jsonb not null, state text not null default 'waiting', priority int not null default 0,
            run_at timestamptz not null default now(), attempt int not null default 0, token uuid, lease_until timestamptz);
        create index waiting on jobs (priority desc, id) where state = 'waiting'
        """);

    public async Task EnqueueAsync(int jobs, string payload)
    {
        await TeamServer.ExecuteAsync(database, $"insert into jobs (type, data) select 'work', '\"{payload}\"' from generate_series(1, {jobs})");
        await TeamServer.ExecuteAsync(database, "vacuum analyze jobs");
    }

    /// <returns>How many were claimed and acknowledged.</returns>
    public async ValueTask<int> ProcessAsync(int max)
    {
        await using var connection = await _source.OpenConnectionAsync();
        var ids = new List<long>();
        var token = Guid.NewGuid();
        await using (var claim = new NpgsqlCommand(
            """
            with c as (select id from jobs where state = 'waiting' and run_at <= now() order by priority desc, id limit $1 for update skip locked)
            update jobs set state = 'leased', attempt = attempt + 1, token = $2, lease_until = now() + interval '30 seconds' from c where jobs.id = c.id
            returning jobs.id, jobs.type, jobs.data::text, jobs.attempt
            """,
            connection))
        {
            claim.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
            claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = token });
            await using var reader = await claim.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                ids.Add(reader.GetInt64(0));
                _ = reader.GetString(2);
            }
        }

        if (ids.Count > 0)
        {
            await using var ack = new NpgsqlCommand("update jobs set state = 'completed' where id = any($1) and token = $2 and state = 'leased'", connection);
            ack.Parameters.Add(new NpgsqlParameter<List<long>> { TypedValue = ids });
            ack.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = token });
            await ack.ExecuteNonQueryAsync();
        }

        return ids.Count;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
