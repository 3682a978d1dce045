using Microsoft.Extensions.Time.Testing;
using Mosaic.Sync.Tests.Support;
using Npgsql;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>Opens stores for the specs: each in a schema of its own of one database, whose time is the spec's clock.</summary>
internal static class PostgresBackend
{
    private static readonly SemaphoreSlim Creating = new(1, 1);
    private static PostgresDatabase? _database;
    private static int _stores;

    /// <summary>A fresh store.</summary>
    public static async ValueTask<IMosaic> OpenAsync(MosaicOptions? options) => (await OpenWithClockAsync(options)).Store;

    /// <summary>A fresh store, and what tells its time.</summary>
    public static async Task<(IMosaic Store, Func<Task<DateTimeOffset>> Now)> OpenWithClockAsync(MosaicOptions? options)
    {
        options ??= new MosaicOptions();
        var database = await DatabaseAsync();
        var schema = $"spec_{Interlocked.Increment(ref _stores)}";
        var store = await OpenAsync(database, schema, options);
        if (options.TimeProvider != TimeProvider.System)
        {
            await ServerClock.FollowAsync(database, schema, options.TimeProvider);
        }

        return (store, async () => (DateTime)(await database.ScalarAsync($"select {schema}.now_utc()"))!);
    }

    private static async ValueTask<PostgresMosaic> OpenAsync(PostgresDatabase database, string schema, MosaicOptions options) =>
        await PostgresMosaic.OpenAsync(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 8 }.ConnectionString,
            new PostgresOptions
            {
                Schema = schema,
                PoolSizeMax = 8,
                TimeProvider = options.TimeProvider,
                Json = options.Json,
                Embedder = options.Embedder,
                EmbedderTimeout = options.EmbedderTimeout,
                Fusion = options.Fusion,
                RequireUser = options.RequireUser,
                LoggerFactory = options.LoggerFactory,
                ChangeRecordRowsMax = options.ChangeRecordRowsMax,
                ChangeRecordAgeMax = options.ChangeRecordAgeMax,
                CompletedJobsMax = options.CompletedJobsMax,
            });

    private static async Task<PostgresDatabase> DatabaseAsync()
    {
        await Creating.WaitAsync();
        try
        {
            return _database ??= await PostgresFixture.CreateDatabaseWithVectorIfAnyAsync();
        }
        finally
        {
            Creating.Release();
        }
    }
}
