using Mosaic.Postgres.Memory.Vectors;
using Mosaic.Sync.Tests.Support;

namespace Mosaic.Sync.Tests.Specs;

/// <summary>Stores with an embedder, each in a schema of its own, that can be opened again.</summary>
/// <param name="withExtension">In a database with pgvector; otherwise in one that lacks it, on the oldest server.</param>
internal sealed class VectorBackend(bool withExtension)
{
    private static readonly SemaphoreSlim Creating = new(1, 1);
    private static readonly Dictionary<bool, PostgresDatabase> Databases = [];
    private static int _stores;

    public PostgresDatabase Database { get; private set; } = null!;

    public string Schema { get; private set; } = "";

    /// <summary>A fresh store.</summary>
    public async ValueTask<IMosaic> OpenAsync(MosaicOptions? options)
    {
        Database = await DatabaseAsync();
        Schema = $"vectors_{Interlocked.Increment(ref _stores)}";
        options ??= new MosaicOptions();
        var store = await OpenAgainAsync(options);
        if (options.TimeProvider != TimeProvider.System)
        {
            await ServerClock.FollowAsync(Database, Schema, options.TimeProvider);
        }

        return store;
    }

    /// <summary>The same store by another instance.</summary>
    public async ValueTask<IMosaic> OpenAgainAsync(MosaicOptions options, Action<PostgresOptions>? configure = null, string? connectionString = null)
    {
        var given = new PostgresOptions
        {
            Schema = Schema,
            PoolSizeMax = 8,
            TimeProvider = options.TimeProvider,
            Embedder = options.Embedder,
            EmbedderTimeout = options.EmbedderTimeout,
            Fusion = options.Fusion,
            Vectors = new VectorSettings { UseExtension = withExtension },
        };
        configure?.Invoke(given);
        return await PostgresMosaic.OpenAsync(connectionString ?? Database.ConnectionString, given);
    }

    private async Task<PostgresDatabase> DatabaseAsync()
    {
        await Creating.WaitAsync();
        try
        {
            if (!Databases.TryGetValue(withExtension, out var database))
            {
                Databases[withExtension] = database = withExtension
                    ? await PostgresFixture.CreateDatabaseWithVectorAsync()
                    : await PostgresFixture.CreateDatabaseAsync();
            }

            return database;
        }
        finally
        {
            Creating.Release();
        }
    }
}
