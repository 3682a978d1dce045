using Mosaic.Sync.Tests.Support;
using Npgsql;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>Makes a store's time on the server that of a spec's clock, from advance to advance.</summary>
internal static class ServerClock
{
    public static async Task FollowAsync(PostgresDatabase database, string schema, TimeProvider clock)
    {
        await database.ScalarAsync(
            $"""
            create unlogged table {schema}.spec_clock (at timestamptz not null) with (fillfactor = 10);
            insert into {schema}.spec_clock values (now());
            create or replace function {schema}.now_utc() returns timestamptz language sql stable parallel safe
            as 'select at from {schema}.spec_clock';
            """);

        // A fake clock runs what is due within the call that advances it, first what was due first: this.
        ITimer? timer = null;
        timer = clock.CreateTimer(_ => Follow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Follow();

        void Follow()
        {
            using var connection = new NpgsqlConnection(database.ConnectionString);
            connection.Open();
            using var set = new NpgsqlCommand($"update {schema}.spec_clock set at = $1", connection);
            set.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            set.ExecuteNonQuery();
            timer!.Change(TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
        }
    }
}
